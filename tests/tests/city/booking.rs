//! Booking: what is asked, what is answered.

use serde_json::{Value, json};
use tests::{Booking, Opening, TestCity, on, today};
use web::Access;

#[tokio::test]
async fn a_booking_answers_with_its_number_its_secret_and_where_to_go_on() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let wish = json!({ "service": "ausweis", "start": "2026-12-01T08:20:00Z",
        "email": "erika@example.org", "name": "Erika Muster", "language": "uk" });
    let answer = city.post(&linden.path("/bookings"), &wish).await;
    let booked = answer.ok(201);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    let secret = booked["secret"].as_str().unwrap();
    assert!(secret.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    assert_eq!(booked["start"], today("09:20"));
    let number = booked["number"].as_str().unwrap();
    assert!(number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit()), "{number}");
    for (link, end) in [("self", ""), ("move", "/move"), ("cancel", "/cancel")] {
        assert_eq!(booked["links"][link], format!("/bookings/{secret}{end}"));
    }
    // A name that nobody needs is dropped; the address is shown masked.
    let seen = Booking::of(&city, &booked).look().await;
    assert!(!seen.text.contains("Muster") && !seen.text.contains("erika@"), "{}", seen.text);
    assert_eq!(seen.json()["email"], "e***@example.org");
    let mails = city.mails().await;
    assert!(!mails[0].text.contains("Muster"));
}

#[tokio::test]
async fn what_cannot_be_read_is_malformed() {
    let city = TestCity::open().await;
    let path = city.linden().path("/bookings");
    let good = json!({ "service": "ausweis", "start": today("09:00"), "email": "a@example.org" });
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body
    };
    for bad in [
        with("start", json!("2026-12-01T09:00:00+01:00[Europe/Berlin]")),
        with("start", json!("2026-12-01T09:00:00")),
        with("start", json!(7)),
        with("email", json!("nobody")),
        with("email", json!("a@example.org\r\nBcc: b@example.org")),
        with("language", json!("Deutsch")),
        with("items", json!([{ "service": "ausweis", "count": 1 }])),
        with("service", Value::Null),
        json!([1]),
    ] {
        city.post(&path, &bad).await.refused(400, "malformed");
    }
    let headers = [("content-type", "application/json"), ("idempotency-key", "0123456789abcdef")];
    let torn = city.send(http::Method::POST, &path, &headers, "{\"service\"").await;
    torn.refused(400, "malformed");
}

#[tokio::test]
async fn a_name_is_asked_for_where_a_service_needs_it() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let start = today("09:00");
    linden.try_book("trauung", &start).await.refused(422, "name-required");
    let wish = json!({ "service": "trauung", "start": start, "email": "a@example.org",
        "name": "Max Muster" });
    city.post(&linden.path("/bookings"), &wish).await.ok(201);
}

#[tokio::test]
async fn only_staff_book_without_an_address() {
    let city = TestCity::open_as(Opening { access: Access::Claims, ..Opening::default() }).await;
    let linden = city.linden();
    let wish = json!({ "service": "ausweis", "start": today("09:00") });
    city.post(&linden.path("/bookings"), &wish).await.refused(400, "malformed");
    city.get(&linden.path("/desk")).await.refused(401, "sign-in-needed");
    linden.counter("1").press("next").await.refused(401, "sign-in-needed");

    let token = |role: &'static str, office: &'static str| {
        let city = city.clone();
        async move {
            let claims = json!({ "role": role, "office": office });
            let answer = city.post("/_city/token", &claims).await.ok(200);
            format!("Bearer {}", answer["token"].as_str().unwrap())
        }
    };
    let book = |token: String, path: String| {
        let (city, wish, key) = (city.clone(), wish.clone(), web::fresh_key());
        async move {
            let headers = [("authorization", &*token), ("idempotency-key", &*key)];
            city.send(http::Method::POST, &path, &headers, &wish.to_string()).await
        }
    };
    let desk = token("info-desk", "linden").await;
    let booked = book(desk.clone(), linden.path("/bookings")).await.ok(201);
    assert_eq!(booked["email"], Value::Null);
    let elsewhere = token("info-desk", "mitte").await;
    book(elsewhere, linden.path("/bookings")).await.refused(400, "malformed");
    // The info desk calls nobody.
    let call = [("authorization", &*desk), ("idempotency-key", "0123456789abcdef")];
    let next = linden.counter("1").path("next");
    city.send(http::Method::POST, &next, &call, "").await.refused(403, "not-allowed");
    let clerk = token("clerk", "linden").await;
    let call = [("authorization", &*clerk), ("idempotency-key", "0123456789abcdef")];
    city.send(http::Method::POST, &next, &call, "").await.ok(200);
    city.at(&today("08:30"));
    let alone = linden.check_in(&json!({ "number": booked["number"] })).await;
    alone.refused(401, "sign-in-needed");
    city.mails().await.is_empty().then_some(()).expect("nobody to write to");
}

#[tokio::test]
async fn an_address_has_three_bookings_ahead_at_most() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let book = |email: &'static str, time: &'static str| {
        let wish = json!({ "service": "ausweis", "start": today(time), "email": email });
        let (city, path) = (city.clone(), linden.path("/bookings"));
        async move { city.post(&path, &wish).await }
    };
    let first = Booking::of(&city, &book("erika@example.org", "09:00").await.ok(201));
    book("Erika@Example.org", "09:20").await.ok(201);
    book("erika@example.org", "09:40").await.ok(201);
    book("ERIKA@example.org", "10:00").await.refused(429, "too-many-bookings");
    book("max@example.org", "10:00").await.ok(201);
    first.cancel().await.ok(200);
    book("erika@example.org", "10:00").await.ok(201);
    book("erika@example.org", "10:20").await.refused(429, "too-many-bookings");
    // What is over no longer counts.
    city.at(&today("09:21"));
    book("erika@example.org", "10:20").await.ok(201);
    assert_eq!(city.mails().await.len(), 7, "six bookings and a cancellation");
}

#[tokio::test]
async fn a_booking_is_forgotten_in_time() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    city.at(&on("2026-12-02", "15:59"));
    assert_eq!(booking.state().await, "no-show");
    city.at(&on("2026-12-02", "16:01"));
    booking.look().await.refused(404, "not-found");
    let who = json!({ "secret": booking.secret });
    linden.check_in(&who).await.refused(404, "not-found");
}

#[tokio::test]
async fn a_secret_that_is_none_opens_nothing() {
    let city = TestCity::open().await;
    for secret in ["x", "a0000000000000000000000000", "a00000000000000000000000000", "%00", "..%2F"]
    {
        for end in ["", "/calendar.ics"] {
            city.get(&format!("/bookings/{secret}{end}")).await.refused(404, "not-found");
        }
        let start = json!({ "start": today("09:00") });
        city.post(&format!("/bookings/{secret}/move"), &start).await.refused(404, "not-found");
        city.post(&format!("/bookings/{secret}/cancel"), &json!({}))
            .await
            .refused(404, "not-found");
        city.get(&format!("/tickets/{secret}")).await.refused(404, "not-found");
        city.post(&format!("/tickets/{secret}/leave"), &json!({})).await.refused(404, "not-found");
    }
}
