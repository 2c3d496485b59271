//! The info desk: who cannot wait, who is back, and who only asks.

use domain::queue::EventKind;
use serde_json::json;
use tests::{TestCity, ledger::Ledger, today, town::PATIENCE};

#[tokio::test]
async fn whoever_cannot_wait_is_called_before_the_others_and_the_clerk_reads_why() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let clerk = linden.counter("1");
    clerk.press("open").await.ok(200);
    let (first, hurried) = (linden.ticket("ausweis").await, linden.ticket("ausweis").await);
    let mark = json!({ "number": hurried.number, "reason": "deadline" });
    let marked = city.post(&linden.path("/urgent"), &mark).await.ok(200);
    assert_eq!((&marked["as_booked"], &marked["ahead"]), (&json!(true), &json!(0)), "{marked}");
    let next = clerk.next().await;
    assert_eq!(next["call"]["number"], json!(hurried.number));
    assert_eq!(next["call"]["rule"], "urgent");
    assert_eq!(next["call"]["reason"], "vorgezogen: Frist endet heute");
    clerk.press("finish").await.ok(200);
    assert_eq!(clerk.serve_next().await, first.number);
    let gone = json!({ "number": hurried.number, "reason": "deadline" });
    city.post(&linden.path("/urgent"), &gone).await.refused(404, "unknown-number");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn the_office_says_how_many_are_put_forward_in_an_hour() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    for _ in 0..4 {
        let mark = json!({ "number": linden.ticket("ausweis").await.number, "reason": "travel" });
        city.post(&linden.path("/urgent"), &mark).await.ok(200);
        city.post(&linden.path("/urgent"), &mark).await.ok(200);
    }
    let mark = json!({ "number": linden.ticket("ausweis").await.number, "reason": "travel" });
    city.post(&linden.path("/urgent"), &mark).await.refused(409, "too-many-urgent");
    city.at(&today("09:05"));
    city.post(&linden.path("/urgent"), &mark).await.ok(200);
}

#[tokio::test]
async fn whoever_was_not_there_and_has_no_appointment_is_taken_back_by_number() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let absent = linden.ticket("ausweis").await;
    let clerk = linden.counter("1");
    for (call, missed) in [("08:05", "08:07"), ("08:13", "08:15")] {
        city.at(&today(call));
        assert_eq!(clerk.call().await, absent.number);
        city.at(&today(missed));
        clerk.press("no-show").await.ok(200);
    }
    let other = linden.ticket("ausweis").await;
    let page = city.page(&linden.path("/desk")).await;
    assert!(page.text.contains("Beim Aufruf nicht da: 1"), "{}", page.text);
    let number = json!({ "number": absent.number });
    for _ in 0..2 {
        let back = linden.check_in(&number).await.ok(200);
        assert_eq!((&back["number"], &back["state"]), (&number["number"], &json!("waiting")));
    }
    assert_eq!(clerk.serve_next().await, absent.number, "the rank is kept");
    assert_eq!(clerk.serve_next().await, other.number);
    // Number and time are what the kiosk knows: that is for appointments alone.
    let typed = json!({ "number": other.number, "time": "09:00" });
    linden.check_in(&typed).await.refused(404, "unknown-number");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn a_question_is_counted_once_and_by_the_hour_and_nothing_else_is_kept() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let path = linden.path("/answers");
    for (time, key) in [
        ("08:10", "the-first-question"),
        ("08:10", "the-first-question"),
        ("08:59", "the-second-question"),
        ("09:00", "the-third-question"),
    ] {
        city.at(&today(time));
        city.post_with(&path, key, &json!({})).await.ok(200);
    }
    let day = city.get(&linden.path("/today")).await.ok(200);
    assert_eq!(day["questions"], 3);
    city.city().drained(PATIENCE).await.expect("the history is written in time");
    let office = "linden".parse().unwrap();
    let told = city.own_store().history(&office, "2026-12-01".parse().unwrap()).await.unwrap();
    assert_eq!(told.iter().map(|event| event.kind).collect::<Vec<_>>(), [EventKind::Answered; 3]);
    assert!(told.iter().all(|event| event.number.is_none()));
    let day = city.get(&linden.path("/days/today")).await.ok(200);
    assert_eq!(day["questions"], json!({ "8": 2, "9": 1 }));
}
