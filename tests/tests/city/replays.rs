//! Every command may arrive twice: one key, one effect.

use http::Method;
use serde_json::{Value, json};
use tests::{Answer, TestCity, ledger::Ledger, today};

const KEY: &str = "the-same-key-0001";

/// Sends a command twice and expects the same status and number.
async fn twice(city: &TestCity, path: &str, key: &str, body: &Value) -> Answer {
    let first = city.post_with(path, key, body).await;
    let second = city.post_with(path, key, body).await;
    assert!(first.status < 300, "{path}: {}", first.text);
    assert_eq!(first.status, second.status, "{path}: {}", second.text);
    for same in ["number", "secret", "hold", "expires_at", "call"] {
        assert_eq!(first.json()[same], second.json()[same], "{path}: {same}");
    }
    first
}

async fn without_key(city: &TestCity, path: &str, body: &Value) -> Answer {
    city.send(Method::POST, path, &[], &body.to_string()).await
}

#[tokio::test]
async fn one_key_books_once() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let path = linden.path("/bookings");
    let wish = json!({ "service": "ausweis", "start": today("09:00"), "email": "a@example.org" });
    without_key(&city, &path, &wish).await.refused(400, "idempotency-key-missing");
    for bad in ["short", "with spaces in the key", &"x".repeat(65)] {
        city.post_with(&path, bad, &wish).await.refused(400, "idempotency-key-malformed");
    }
    let booked = twice(&city, &path, KEY, &wish).await.json();
    let other = json!({ "service": "ausweis", "start": today("09:20"), "email": "a@example.org" });
    city.post_with(&path, KEY, &other).await.refused(422, "idempotency-key-reused");
    // The same key at another office is another command.
    let mitte = city.office("mitte");
    let wish = json!({ "service": "reisepass", "start": today("09:00"), "email": "a@example.org" });
    let elsewhere = city.post_with(&mitte.path("/bookings"), KEY, &wish).await.ok(201);
    assert_ne!(booked["secret"], elsewhere["secret"]);
    // The replay tells how the booking is now.
    let booking = tests::Booking::of(&city, &booked);
    booking.cancel().await.ok(200);
    let wish = json!({ "service": "ausweis", "start": today("09:00"), "email": "a@example.org" });
    let replay = city.post_with(&path, KEY, &wish).await.ok(201);
    assert_eq!((&replay["number"], &replay["state"]), (&booked["number"], &json!("cancelled")));
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(3));
    assert_eq!(city.mails().await.len(), 3);
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn one_key_holds_prolongs_and_releases_once() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let wish = json!({ "service": "ausweis", "start": today("09:00") });
    let hold = twice(&city, &linden.path("/holds"), KEY, &wish).await.json();
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(2));
    let other = json!({ "service": "ausweis", "start": today("09:20") });
    let other = city.post_with(&linden.path("/holds"), KEY, &other).await;
    other.refused(422, "idempotency-key-reused");
    let name = hold["hold"].as_str().unwrap();
    twice(&city, &format!("/holds/{name}/extend"), KEY, &json!({})).await;
    let again = city.post(&format!("/holds/{name}/extend"), &json!({})).await;
    again.refused(409, "extended-before");
    twice(&city, &format!("/holds/{name}/release"), KEY, &json!({})).await;
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(3));
}

#[tokio::test]
async fn one_key_moves_and_cancels_once() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    let this = format!("/bookings/{}", booking.secret);
    let to = json!({ "start": today("09:20") });
    twice(&city, &format!("{this}/move"), KEY, &to).await;
    assert!(booking.calendar().await.contains("SEQUENCE:1"));
    let other = json!({ "start": today("09:40") });
    let other = city.post_with(&format!("{this}/move"), KEY, &other).await;
    other.refused(422, "idempotency-key-reused");
    twice(&city, &format!("{this}/cancel"), KEY, &json!({})).await;
    booking.cancel().await.refused(409, "already-cancelled");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn one_key_draws_one_number() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let path = linden.path("/tickets");
    let wish = json!({ "service": "ausweis" });
    without_key(&city, &path, &wish).await.refused(400, "idempotency-key-missing");
    let drawn = twice(&city, &path, KEY, &wish).await.json();
    let other = city.post_with(&path, KEY, &json!({ "service": "abholen" })).await;
    other.refused(422, "idempotency-key-reused");
    let secret = drawn["secret"].as_str().unwrap();
    linden.counter("1").call().await;
    twice(&city, &path, KEY, &wish).await;
    linden.counter("1").press("finish").await.ok(200);
    twice(&city, &path, KEY, &wish).await;
    let leave = format!("/tickets/{secret}/leave");
    city.post(&leave, &json!({})).await.refused(409, "visit-ended");
    let second = linden.ticket("ausweis").await;
    assert_eq!(second.number, "101");
    twice(&city, &format!("/tickets/{}/leave", second.secret), KEY, &json!({})).await;
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn one_key_checks_in_once() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    city.at(&today("08:50"));
    let who = json!({ "secret": booking.secret });
    twice(&city, &linden.path("/check-ins"), KEY, &who).await;
    assert_eq!(linden.calls().await["waiting"], 1);
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn every_key_of_a_counter_pressed_twice_is_pressed_once() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    for _ in 0..4 {
        linden.ticket("ausweis").await;
    }
    let clerk = linden.counter("1");
    without_key(&city, &clerk.path("next"), &json!({}))
        .await
        .refused(400, "idempotency-key-missing");
    let none = json!({});
    for (place, (time, verb, body)) in [
        ("08:06:00", "open", none.clone()),
        ("08:06:00", "next", none.clone()),
        ("08:06:00", "recall", none.clone()),
        ("08:08:00", "no-show", none.clone()),
        ("08:08:00", "next", none.clone()),
        ("08:08:00", "start", none.clone()),
        ("08:08:00", "park", none.clone()),
        ("08:08:00", "resume", json!({ "number": "101" })),
        ("08:08:00", "forward", json!({ "to": "2" })),
        ("08:08:00", "undo", none.clone()),
        ("08:08:00", "finish", none.clone()),
        ("08:08:00", "serve", json!({ "number": "103" })),
        ("08:08:00", "next", json!({ "finish_current": true })),
        ("08:08:00", "pause", none.clone()),
        ("08:08:00", "finish", none.clone()),
    ]
    .into_iter()
    .enumerate()
    {
        city.at(&today(time));
        let key = format!("press-number-{place:04}");
        let before = linden.calls().await["sequence"].clone();
        let first = twice(&city, &clerk.path(verb), &key, &body).await;
        let after = linden.calls().await["sequence"].clone();
        let gongs = u64::from(matches!(verb, "next" | "recall"));
        assert_eq!(after.as_u64().unwrap() - before.as_u64().unwrap(), gongs, "{verb}");
        let other = json!({ "number": "100", "to": "3", "finish_current": true, "x": place });
        if verb != "next" || body == none {
            let reused = city.post_with(&clerk.path("serve"), &key, &other).await;
            reused.refused(422, "idempotency-key-reused");
        }
        assert!(first.status == 200, "{verb}");
    }
    assert_eq!(linden.calls().await["waiting"], 1, "the first is back after a pause");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn a_late_duplicate_of_an_old_press_calls_nobody() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    for _ in 0..3 {
        linden.ticket("ausweis").await;
    }
    let clerk = linden.counter("1");
    let first = city.post_with(&clerk.path("next"), KEY, &json!({})).await.ok(200);
    assert_eq!(first["call"]["number"], "100");
    clerk.press("finish").await.ok(200);
    city.post_with(&clerk.path("next"), KEY, &json!({})).await.refused(409, "stale-command");
    clerk.call().await;
    clerk.press("finish").await.ok(200);
    city.post_with(&clerk.path("next"), KEY, &json!({})).await.refused(409, "stale-command");
    let calls = linden.calls().await;
    assert_eq!((&calls["sequence"], &calls["waiting"]), (&json!(2), &json!(1)));
}
