//! Numbers without a network: handed out in advance, entered once.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{TestCity, ledger::Ledger, today};
use tokio::task::JoinSet;

/// A kiosk asks for numbers with its key.
async fn ask(city: TestCity, key: String) -> (u16, Vec<String>) {
    let answer = city.post_with("/offices/linden/emergency-numbers", &key, &json!({})).await;
    let numbers = answer.json()["numbers"].as_array().cloned().unwrap_or_default();
    let text = |number: &Value| number.as_str().expect("a text").to_owned();
    (answer.status, numbers.iter().map(text).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_all_kiosks_that_ask_at_once_no_two_get_the_same_numbers() {
    let city = TestCity::open().await;
    city.at(&today("07:30"));
    let mut asking = JoinSet::new();
    // Three ranges; five kiosks, each of which asks three times.
    for kiosk in 0..15 {
        asking.spawn(ask(city.clone(), format!("kiosk-number-{:04}", kiosk % 5)));
    }
    let answers = asking.join_all().await;
    let served: BTreeSet<_> = answers.iter().filter(|(status, _)| *status == 201).collect();
    assert_eq!(served.len(), 3, "who asks again gets the same");
    let all: BTreeSet<_> = served.iter().flat_map(|(_, numbers)| numbers).collect();
    assert_eq!(all.len(), 60, "nobody else's");
    assert!(!all.contains(&"960".to_owned()), "the sheet's stay on paper");
    let refused = answers.iter().filter(|(status, _)| *status == 409).count();
    assert_eq!(refused, 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_is_told_many_times_at_once_waits_once_and_at_its_place() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("09:00"));
    let first = linden.ticket("ausweis").await;
    city.at(&today("09:30"));
    let last = linden.ticket("ausweis").await;
    // Stopped or not: who has a number is served.
    city.post(&linden.path("/numbers"), &json!({ "stop": true })).await.ok(200);
    let path = linden.path("/emergency-tickets");
    let mut telling = JoinSet::new();
    for _ in 0..8 {
        let (city, path) = (city.clone(), path.clone());
        telling.spawn(async move {
            let ticket = json!({ "number": "900", "service": "ausweis", "drawn": "9:12" });
            city.post(&path, &ticket).await.ok(201)
        });
    }
    for view in telling.join_all().await {
        assert_eq!((&view["state"], &view["ahead"]), (&json!("waiting"), &json!(1)), "{view}");
    }
    assert_eq!(linden.calls().await["waiting"], 3);
    let clerk = linden.counter("1");
    for number in [first.number.as_str(), "900", last.number.as_str()] {
        assert_eq!(clerk.serve_next().await, number);
    }
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_a_kiosk_whose_clock_is_fast_is_not() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("09:30"));
    let path = linden.path("/emergency-tickets");
    for (number, drawn, code) in [
        ("112", "9:12", "no-emergency-number"),
        ("900", "9:31", "impossible-times"),
        ("900", "2026-11-30T09:12:00+01:00", "emergency-over"),
    ] {
        let ticket = json!({ "number": number, "service": "ausweis", "drawn": drawn });
        city.post(&path, &ticket).await.refused(422, code);
    }
    let ticket = json!({ "number": "900", "service": "ausweis", "drawn": "gestern" });
    city.post(&path, &ticket).await.refused(400, "malformed");
    let ticket = json!({ "number": "900", "service": "ausweis", "drawn": today("09:31") });
    city.post(&format!("{path}?via=kiosk"), &ticket).await.ok(201);
    assert_eq!(linden.calls().await["waiting"], 1);
}
