//! The rules of the house that a machine can check.

use std::{collections::BTreeSet, fs, path::Path};

use tests::{TestCity, ledger::Ledger, today, town};
use toml::Table;

const CALLED: [&str; 6] = ["calendar", "domain", "identity", "store", "texts", "web"];
const FUNCTIONS: [&str; 11] = [
    "authorizer",
    "board",
    "booking",
    "check-in",
    "history",
    "mail",
    "mailroom",
    "next-call",
    "report",
    "sign-in",
    "slots",
];

/// Which crates of ours a crate builds on, tests included.
fn ours(path: &str) -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path).join("Cargo.toml");
    let manifest: Table = fs::read_to_string(&file).expect(path).parse().expect(path);
    let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
    let named = sections.iter().filter_map(|section| manifest.get(*section)?.as_table());
    let known = |name: &&String| {
        CALLED.contains(&&***name)
            || FUNCTIONS.contains(&&***name)
            || ["local-dev", "tests"].contains(&&***name)
    };
    named.flat_map(|table| table.keys().filter(known).cloned().collect::<Vec<_>>()).collect()
}

fn only(path: &str, allowed: &[&str]) {
    for name in ours(path) {
        assert!(allowed.contains(&name.as_str()), "{path} must not know {name}");
    }
}

#[test]
fn arrows_point_inwards() {
    only("shared/domain", &[]);
    only("shared/calendar", &["domain", "texts"]);
    only("shared/identity", &["domain"]);
    only("shared/store", &["domain"]);
    only("shared/texts", &["domain"]);
    only("shared/web", &["domain", "store", "texts"]);
    for function in FUNCTIONS {
        only(&format!("functions/{function}"), &CALLED);
    }
    only("infra/roll-out", &["domain", "store"]);
    let everything: Vec<_> = CALLED.into_iter().chain(FUNCTIONS).collect();
    only("local-dev", &everything);
    let folders = |folder: &str| -> BTreeSet<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
        let entries = fs::read_dir(path).expect(folder).filter_map(Result::ok);
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    assert!(folders("functions").iter().all(|name| FUNCTIONS.contains(&name.as_str())));
    assert!(folders("shared").iter().all(|name| CALLED.contains(&name.as_str())));
}

#[test]
fn the_domain_touches_nothing_outside() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/domain/Cargo.toml");
    let manifest: Table = fs::read_to_string(file).expect("readable").parse().expect("a manifest");
    let dependencies = manifest["dependencies"].as_table().expect("a table");
    for outside in ["tokio", "aws-config", "aws-sdk-dynamodb", "axum", "http", "lambda_http"] {
        assert!(!dependencies.contains_key(outside), "domain depends on {outside}");
    }
}

#[test]
fn every_office_file_of_the_repository_is_valid() {
    for (name, text) in town::office_files() {
        let office = town::parse(&name, &text);
        assert_eq!(format!("{}.toml", office.id), name);
    }
}

/// Everything that is kept of a day knows counters by the visit that stands
/// there now and by the last calls, never by what a clerk did before.
#[tokio::test]
async fn nothing_that_is_kept_adds_up_what_a_counter_did() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    for _ in 0..30 {
        linden.ticket("ausweis").await;
        linden.counter("7").serve_next().await;
    }
    let ledger = Ledger::read(&city).await;
    let queue = ledger.queues.values().next().expect("a queue");
    assert!(queue.entries.is_empty(), "who was served is no longer kept with a counter");
    assert!(
        queue
            .events
            .iter()
            .all(|event| { !serde_json::to_string(event).expect("JSON").contains("\"7\"") })
    );
    assert!(queue.calls.len() <= domain::queue::RECENT_CALLS);
    let counter = serde_json::to_string(&queue.counters).expect("JSON");
    assert!(counter.len() < 600, "only the last few keys: {counter}");
}
