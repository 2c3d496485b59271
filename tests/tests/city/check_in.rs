//! "Ich bin da": in time, late, too late, and never a bare refusal.

use serde_json::json;
use tests::{Booking, TestCity, ledger::Ledger, on, today};

fn who(booking: &Booking) -> serde_json::Value {
    json!({ "secret": booking.secret })
}

#[tokio::test]
async fn who_comes_early_is_in_time_and_called_when_it_is_time() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("10:00")).await;
    city.at(&today("08:00:00"));
    let arrived = linden.check_in(&who(&booking)).await.ok(200);
    assert_eq!(
        (&arrived["punctuality"], &arrived["state"]),
        (&json!("in-time"), &json!("waiting"))
    );
    let message = arrived["message"].as_str().unwrap();
    assert!(message.contains("10:00") && message.contains("9:45"), "{message}");
    city.at(&today("09:44"));
    let clerk = linden.counter("1");
    let next = clerk.next().await;
    assert_eq!(next["decision"], "empty");
    assert_eq!(next["ask_again_at"], today("09:45"));
    city.at(&today("09:45"));
    let next = clerk.next().await;
    assert_eq!(
        (&next["call"]["number"], &next["call"]["rule"]),
        (&json!(booking.number), &json!("early"))
    );
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn ten_minutes_late_is_still_an_appointment_and_later_waits_with_the_others() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let late = linden.book("ausweis", &today("09:00")).await;
    let too_late = linden.book("ausweis", &today("09:00")).await;
    city.at(&today("08:55"));
    let walk_in = linden.ticket("ausweis").await;
    city.at(&today("09:09:50"));
    let arrived = linden.check_in(&who(&late)).await.ok(200);
    assert_eq!(arrived["punctuality"], "late");
    city.at(&today("09:10:02"));
    let arrived = linden.check_in(&who(&too_late)).await.ok(200);
    assert_eq!(arrived["punctuality"], "too-late");
    assert_eq!(arrived["number"], too_late.number.as_str());
    assert!(arrived["message"].as_str().unwrap().contains("ohne Termin"), "{arrived}");
    assert_eq!(arrived["ahead"], 2);
    let clerk = linden.counter("1");
    let order = [clerk.serve_next().await, clerk.serve_next().await, clerk.serve_next().await];
    assert_eq!(order, [late.number, walk_in.number, too_late.number]);
}

#[tokio::test]
async fn wrong_time_day_or_office_says_where_and_when_it_is() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &on("2026-12-02", "09:00")).await;
    city.at(&today("09:00"));
    let wrong_day = linden.check_in(&who(&booking)).await.refused(409, "wrong-day");
    assert!(wrong_day["title"].as_str().unwrap().contains("2. Dezember"), "{wrong_day}");
    assert_eq!(wrong_day["start"], on("2026-12-02", "09:00"));
    assert!(wrong_day["detail"].as_str().unwrap().contains("ohne Termin"), "a way out");
    city.at(&on("2026-12-02", "07:59:50"));
    let early = linden.check_in(&who(&booking)).await.refused(409, "not-open-yet");
    assert!(early["detail"].as_str().unwrap().contains("8:00"), "{early}");
    city.at(&on("2026-12-02", "08:30"));
    let elsewhere = city.office("mitte").check_in(&who(&booking)).await;
    let elsewhere = elsewhere.refused(409, "wrong-office");
    assert!(elsewhere["title"].as_str().unwrap().contains("Linden"), "{elsewhere}");
    assert!(elsewhere["detail"].as_str().unwrap().contains("Hattinger Straße"), "{elsewhere}");
    city.at(&on("2026-12-02", "16:01"));
    linden.check_in(&who(&booking)).await.refused(409, "appointment-over");
    city.office("nowhere").check_in(&who(&booking)).await.refused(404, "unknown-office");
}

#[tokio::test]
async fn twice_is_once_and_cancelled_is_cancelled() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    let gone = linden.book("ausweis", &today("09:00")).await;
    gone.cancel().await.ok(200);
    city.at(&today("08:30"));
    let refused = linden.check_in(&who(&gone)).await.refused(409, "already-cancelled");
    assert!(refused["detail"].as_str().unwrap().contains("ohne Termin"), "a way out");
    for _ in 0..2 {
        let arrived = linden.check_in(&who(&booking)).await.ok(200);
        assert_eq!(arrived["number"], booking.number.as_str());
        assert_eq!(linden.calls().await["waiting"], 1);
    }
    city.at(&today("09:00"));
    let clerk = linden.counter("1");
    clerk.call().await;
    let called = linden.check_in(&who(&booking)).await.ok(200);
    assert_eq!((&called["state"], &called["counter"]), (&json!("called"), &json!("1")));
    clerk.press("finish").await.ok(200);
    assert_eq!(linden.check_in(&who(&booking)).await.ok(200)["state"], "done");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn at_the_kiosk_number_and_time_open_the_door_and_at_the_desk_the_number() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let one = linden.book("ausweis", &today("09:00")).await;
    let other = linden.book("ausweis", &today("10:20")).await;
    city.at(&today("08:45"));
    let at = |number: &str, time: &str| json!({ "number": number, "time": time });
    linden.check_in(&at(&one.number, "10:20")).await.refused(404, "unknown-number");
    linden.check_in(&at("899", "09:01")).await.refused(400, "malformed");
    linden.check_in(&json!({ "number": "12" })).await.refused(400, "malformed");
    linden.check_in(&json!({})).await.refused(400, "malformed");
    let arrived = linden.check_in(&at(&one.number, "09:00")).await.ok(200);
    assert_eq!(arrived["number"], one.number.as_str());
    linden.check_in(&at(&one.number, &today("09:00"))).await.ok(200);
    let arrived = linden.check_in(&json!({ "number": other.number })).await.ok(200);
    assert_eq!(arrived["state"], "waiting");
    let mut unknown = "600".to_owned();
    while [&one.number, &other.number].contains(&&unknown) {
        unknown = (unknown.parse::<u16>().unwrap() + 1).to_string();
    }
    linden.check_in(&json!({ "number": unknown })).await.refused(404, "unknown-number");
}
