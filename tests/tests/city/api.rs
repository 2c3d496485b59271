//! What is published is what is served.

use std::{collections::BTreeSet, path::Path};

use domain::ids::{CounterId, OfficeId};
use http::Method;
use local_dev::{
    function::{Found, Function, RouteTable},
    house,
};
use tests::{TestCity, api};
use web::paths;

#[test]
fn the_committed_description_is_that_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi.json");
    let text = api::text();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&file, &text).expect("the file can be written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == text,
        "openapi.json is not what the functions publish; write it anew with\n  \
         UPDATE_OPENAPI=1 cargo test --workspace --test city the_committed_description"
    );
}

#[tokio::test]
async fn every_path_that_pages_link_to_is_served() {
    let city = TestCity::open().await;
    let app = web::App::new(city.own_store().clone(), web::Access::Open);
    let functions =
        house::published().into_iter().map(|(name, routes)| Function::new(name, routes, &app));
    let table = RouteTable::new(functions.collect()).expect("routes fit together");
    let office: OfficeId = "mitte".parse().unwrap();
    let counter: CounterId = "7".parse().unwrap();
    let read = Method::GET;
    let written = Method::POST;
    for (path, methods) in [
        (paths::offices(), vec![&read]),
        (paths::offices_of("Stadt Bochum"), vec![&read]),
        (paths::office(&office), vec![&read]),
        (paths::slots(&office, "reisepass"), vec![&read]),
        (paths::slots_for(&office, "reisepass", 2), vec![&read]),
        (paths::about(&office, "imprint"), vec![&read]),
        (paths::elsewhere(&office, "reisepass", 2), vec![&read]),
        (paths::holds(&office), vec![&written]),
        (paths::hold("a"), vec![&read]),
        (paths::bookings(&office), vec![&written]),
        (paths::booking("a"), vec![&read]),
        (paths::with(paths::booking("a"), "note", "b"), vec![&read]),
        (paths::move_booking("a"), vec![&read, &written]),
        (paths::about(&office, "privacy"), vec![&read]),
        (paths::closures(&office), vec![&read, &written]),
        (paths::plan(&office), vec![&read, &written]),
        (paths::day(&office, "today"), vec![&read]),
        (paths::days(&office), vec![&read]),
        (paths::audit(&office), vec![&read]),
        (paths::today(&office), vec![&read]),
        (paths::tickets(&office), vec![&written]),
        (paths::ticket("a"), vec![&read]),
        (paths::kiosk(&office), vec![&read]),
        (paths::pairing(&office), vec![&read, &written]),
        (paths::sign_in("/offices/mitte/desk"), vec![&read]),
        (paths::sign_out(), vec![&written]),
        (paths::desk(&office), vec![&read]),
        (paths::counter(&office, &counter), vec![&read]),
        (paths::board(&office), vec![&read]),
        (paths::calls(&office), vec![&read]),
        (paths::wait(&office), vec![&read]),
    ] {
        let path = path.split('?').next().unwrap().to_owned();
        for method in methods {
            let found = table.find(method, &path);
            assert!(matches!(found, Found::Function { .. }), "{method} {path}");
        }
    }
}

#[test]
fn every_path_helper_is_tried_above() {
    let helpers = include_str!("../../../shared/web/src/paths.rs");
    let names: BTreeSet<_> = helpers
        .lines()
        .filter_map(|line| line.strip_prefix("pub fn ")?.split('(').next())
        .collect();
    let here = include_str!("api.rs");
    for name in names {
        assert!(here.contains(&format!("paths::{name}(")), "{name} is not tried");
    }
}
