//! Moving and cancelling.

use serde_json::json;
use tests::{TestCity, ledger::Ledger, on, today};

fn line<'a>(calendar: &'a str, name: &str) -> &'a str {
    calendar.lines().find(|line| line.starts_with(name)).expect("the calendar has this line")
}

#[tokio::test]
async fn on_the_same_day_the_number_stays() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    let before = booking.calendar().await;
    let moved = booking.move_to(&today("10:20")).await.ok(200);
    assert_eq!(moved["number"], booking.number.as_str());
    assert_eq!(
        (&moved["secret"], &moved["start"]),
        (&json!(booking.secret), &json!(today("10:20")))
    );
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(3));
    assert_eq!(linden.free("ausweis", &today("10:20")).await, Some(2));
    let after = booking.calendar().await;
    assert_eq!(line(&before, "UID:"), line(&after, "UID:"));
    assert_eq!(
        (line(&before, "SEQUENCE:"), line(&after, "SEQUENCE:")),
        ("SEQUENCE:0", "SEQUENCE:1")
    );
    assert!(!after.contains(&booking.secret) && !after.contains("Ausweis"), "{after}");
    let mails = city.mails().await;
    assert!(mails.last().unwrap().text.contains("10:20"), "{}", mails.last().unwrap().text);
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn on_another_day_it_gets_a_number_of_that_day_and_keeps_its_secret() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    let uid = line(&booking.calendar().await, "UID:").to_owned();
    let start = on("2026-12-04", "09:40");
    let moved = booking.move_to(&start).await.ok(200);
    assert_eq!((&moved["secret"], &moved["start"]), (&json!(booking.secret), &json!(start)));
    let after = booking.calendar().await;
    assert_eq!((line(&after, "UID:"), line(&after, "SEQUENCE:")), (uid.as_str(), "SEQUENCE:1"));
    let ledger = Ledger::read(&city).await;
    ledger.check();
    let numbers =
        |date: &str| ledger.numbers[&("linden".to_owned(), date.parse().unwrap())].clone();
    let old = numbers("2026-12-01").pop().unwrap();
    assert!(old.void, "the old number is nobody else's on its day");
    assert_eq!(old.number.to_string(), booking.number);
    assert_eq!(numbers("2026-12-04")[0].number.to_string(), moved["number"].as_str().unwrap());
    let mail = city.mails().await.pop().unwrap();
    assert!(mail.text.contains(moved["number"].as_str().unwrap()));
    // The old number no longer opens the door on the old day.
    city.at(&today("08:30"));
    let who = json!({ "number": booking.number, "time": "09:00" });
    linden.check_in(&who).await.refused(404, "unknown-number");
}

#[tokio::test]
async fn a_cancelled_start_is_free_once_and_at_once() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(2));
    let cancelled = booking.cancel().await.ok(200);
    assert_eq!(cancelled["state"], "cancelled");
    booking.cancel().await.refused(409, "already-cancelled");
    booking.move_to(&today("10:00")).await.refused(409, "already-cancelled");
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(3));
    assert_eq!(booking.state().await, "cancelled");
    let mail = city.mails().await.pop().unwrap();
    assert!(mail.attachments[0].text.contains("METHOD:CANCEL"));
    // Its number is not given to anybody else on that day.
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(linden.book("ausweis", &today("09:00")).await.number);
    }
    assert!(!others.contains(&booking.number), "{others:?}");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn a_move_that_cannot_be_leaves_everything_as_it_is() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    for _ in 0..3 {
        linden.book("ausweis", &today("10:00")).await;
    }
    let full = booking.move_to(&today("10:00")).await.refused(409, "slot-full");
    assert_eq!(full["nearest"].as_array().unwrap().len(), 3);
    booking.move_to(&today("10:05")).await.refused(422, "no-such-slot");
    booking.move_to(&on("2026-12-06", "09:00")).await.refused(422, "closed");
    booking.move_to(&on("2026-12-16", "09:00")).await.refused(422, "outside-window");
    booking.move_to(&on("2026-11-30", "09:00")).await.refused(422, "in-the-past");
    booking.move_to("never").await.refused(400, "malformed");
    let same = booking.move_to(&today("09:00")).await.ok(200);
    assert_eq!(same["number"], booking.number.as_str());
    assert!(booking.calendar().await.contains("SEQUENCE:0"));
    for start in [today("09:20"), on("2026-12-02", "09:00"), today("09:40"), today("09:20")] {
        booking.move_to(&start).await.ok(200);
    }
    booking.move_to(&today("09:00")).await.ok(200);
    booking.move_to(&today("09:20")).await.refused(409, "moved-too-often");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn who_has_come_or_stayed_away_can_no_longer_change() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let there = linden.book("ausweis", &today("09:00")).await;
    let away = linden.book("ausweis", &today("09:00")).await;
    city.at(&today("08:50"));
    linden.check_in(&json!({ "secret": there.secret })).await.ok(200);
    there.cancel().await.refused(409, "already-checked-in");
    there.move_to(&today("10:00")).await.refused(409, "already-checked-in");
    // Late is not over: until closing the appointment can still be moved.
    city.at(&today("15:59"));
    away.move_to(&on("2026-12-02", "09:00")).await.ok(200);
    away.move_to(&on("2026-12-04", "09:00")).await.ok(200);
    city.at(&on("2026-12-04", "16:01"));
    away.cancel().await.refused(409, "appointment-over");
    away.move_to(&on("2026-12-07", "09:00")).await.refused(409, "appointment-over");
    Ledger::read(&city).await.check();
}
