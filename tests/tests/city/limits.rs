//! Very many appointments from one internet address: for more one has to work.

use http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{Answer, Opening, TestCity, ledger::Ledger, on, today};
use web::Access;

const BOOKINGS: &str = "/offices/linden/bookings";

async fn city() -> TestCity {
    let opening = Opening { access: Access::Claims, per_address: Some(3), ..Opening::default() };
    let city = TestCity::open_as(opening).await;
    city.at(&today("08:05"));
    city
}

/// Works on a challenge as the page's script does.
fn solve(refused: &Value) -> String {
    let challenge = refused["work"]["challenge"].as_str().unwrap();
    assert_eq!(refused["work"]["bits"], 16);
    let mut proofs = (0..).map(|number: u64| format!("{challenge}~{number}"));
    proofs.find(|proof| Sha256::digest(proof)[..2] == [0, 0]).unwrap()
}

/// A wish for an appointment, by somebody who has none yet.
fn wish(city: &TestCity, time: &str, proof: Option<&str>) -> Value {
    let start = on("2026-12-02", time);
    let mut wish = json!({ "service": "ausweis", "start": start, "email": city.new_address() });
    if let Some(proof) = proof {
        wish["proof"] = proof.into();
    }
    wish
}

async fn book(city: &TestCity, time: &str, proof: Option<&str>) -> Answer {
    city.post(BOOKINGS, &wish(city, time, proof)).await
}

#[tokio::test]
async fn above_the_bound_a_browser_works_once_for_each_thing_it_takes() {
    let city = city().await;
    for time in ["09:00", "09:20", "09:40"] {
        book(&city, time, None).await.ok(201);
    }
    let refused = book(&city, "10:00", None).await.refused(429, "too-many-requests");
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains("8:15 Uhr") && detail.contains("0234 910-0"), "{detail}");
    let proof = solve(&refused);
    let lazy = format!("{}~x", refused["work"]["challenge"].as_str().unwrap());
    let forged = proof.replacen('.', ".0", 1);
    for no_work in ["", "~", &lazy, &forged] {
        book(&city, "10:00", Some(no_work)).await.refused(429, "too-many-requests");
    }
    // The same command may arrive twice; another one needs other work.
    let (key, body) = (web::fresh_key(), wish(&city, "10:00", Some(&proof)));
    let first = city.post_with(BOOKINGS, &key, &body).await.ok(201);
    let second = city.post_with(BOOKINGS, &key, &body).await.ok(201);
    assert_eq!(first["number"], second["number"]);
    let again = book(&city, "10:20", Some(&proof)).await.refused(429, "too-many-requests");
    // A hold is counted like a booking.
    let mut hold = json!({ "service": "ausweis", "start": on("2026-12-02", "10:20") });
    city.post("/offices/linden/holds", &hold).await.refused(429, "too-many-requests");
    hold["proof"] = solve(&again).into();
    city.post("/offices/linden/holds", &hold).await.ok(201);
    // In the next quarter all is as usual, and work of this one is worth nothing.
    let kept = solve(&book(&city, "10:20", None).await.refused(429, "too-many-requests"));
    city.at(&today("08:15"));
    for time in ["09:00", "09:20", "09:40"] {
        book(&city, time, None).await.ok(201);
    }
    book(&city, "10:00", Some(&kept)).await.refused(429, "too-many-requests");
}

#[tokio::test]
async fn staff_are_not_counted_and_no_address_is_kept() {
    let city = city().await;
    let body = json!({ "role": "info-desk", "office": "linden" }).to_string();
    let token = city.send(Method::POST, "/_city/token", &[], &body).await.ok(200);
    let bearer = format!("Bearer {}", token["token"].as_str().unwrap());
    for time in ["09:00", "09:20", "09:40", "10:00", "10:20"] {
        let (key, body) = (web::fresh_key(), wish(&city, time, None).to_string());
        let mut headers = vec![("authorization", &*bearer), ("idempotency-key", &*key)];
        headers.push(("content-type", "application/json"));
        city.send(Method::POST, BOOKINGS, &headers, &body).await.ok(201);
    }
    let items = Ledger::items(&city).await;
    assert!(!items.keys().any(|key| key.ends_with(" L")), "{:?}", items.keys());
    book(&city, "09:00", None).await.ok(201);
    let items = Ledger::items(&city).await;
    let (_, counted) = items.iter().find(|(key, _)| key.ends_with(" L")).unwrap();
    let expires: i64 = counted["ttl"].as_n().unwrap().parse().unwrap();
    assert!((0..=1800).contains(&(expires - city.now().0)), "{expires}");
    assert!(!format!("{items:?}").contains("127.0.0.1"));
}

/// A person without JavaScript reads when to come back; with it, one press is enough.
#[tokio::test]
async fn a_person_is_told_and_can_go_on() {
    let city = city().await;
    for time in ["09:00", "09:20", "09:40"] {
        book(&city, time, None).await.ok(201);
    }
    let start = on("2026-12-02", "10:00");
    let fields = [("service", "ausweis"), ("start", &*start), ("key", "0123456789abcdef")];
    let page = city.form("/offices/linden/holds", &fields).await;
    assert_eq!(page.status, 429);
    for part in ["data-work=", "data-bits=\"16\"", "name=\"start\"", "name=\"proof\"", "hidden"] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
}
