//! Called and not there.

use serde_json::json;
use tests::{TestCity, ledger::Ledger, today};

#[tokio::test]
async fn not_there_is_a_pause_the_first_time_and_the_end_the_second() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let (absent, other) = (linden.ticket("ausweis").await, linden.ticket("ausweis").await);
    let clerk = linden.counter("1");
    city.at(&today("08:10:00"));
    assert_eq!(clerk.call().await, absent.number);
    city.at(&today("08:11:20"));
    clerk.press("no-show").await.refused(409, "too-soon");
    city.at(&today("08:11:31"));
    let gone = clerk.press("no-show").await.ok(200);
    assert_eq!((&gone["number"], &gone["state"]), (&json!(absent.number), &json!("idle")));
    assert_eq!(linden.shown().await, [""; 0]);
    assert_eq!(clerk.serve_next().await, other.number);
    let next = clerk.next().await;
    assert_eq!(next["decision"], "empty");
    assert!(next["ask_again_at"].as_str().unwrap().starts_with("2026-12-01T08:16:3"), "{next}");

    // After the pause, with the old rank.
    let later = linden.ticket("ausweis").await;
    city.at(&today("08:17"));
    assert_eq!(clerk.call().await, absent.number);
    city.at(&today("08:19"));
    clerk.press("no-show").await.ok(200);
    assert_eq!(absent.state().await, "no-show");
    assert_eq!(clerk.serve_next().await, later.number);
    assert_eq!(clerk.next().await["decision"], "empty");
    // Whoever turns up after all is served all the same.
    clerk.press_with("serve", &json!({ "number": absent.number })).await.ok(200);
    assert_eq!(absent.state().await, "serving");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn an_appointment_that_was_not_there_is_taken_back_by_checking_in() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    city.at(&today("08:50"));
    let who = json!({ "secret": booking.secret });
    linden.check_in(&who).await.ok(200);
    let clerk = linden.counter("1");
    for (call, missed) in [("09:00", "09:02"), ("09:08", "09:10")] {
        city.at(&today(call));
        assert_eq!(clerk.call().await, booking.number);
        city.at(&today(missed));
        clerk.press("no-show").await.ok(200);
    }
    assert_eq!(booking.state().await, "no-show");
    let walk_in = linden.ticket("ausweis").await;
    city.at(&today("09:30"));
    let back = linden.check_in(&who).await.ok(200);
    assert_eq!((&back["number"], &back["state"]), (&json!(booking.number), &json!("waiting")));
    assert_eq!(clerk.serve_next().await, booking.number, "the rank is kept");
    assert_eq!(clerk.serve_next().await, walk_in.number);
    Ledger::read(&city).await.check();
}
