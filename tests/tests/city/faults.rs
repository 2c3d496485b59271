//! The database misbehaves: answers get lost, transactions collide, the table
//! is asked for too much. Nothing is ever half done.

use http::Method;
use serde_json::json;
use tests::{Answer, Opening, TestCity, ledger::Ledger, proxy::Fault, today};

const TRANSACT: &str = "TransactWriteItems";
const UPDATE: &str = "UpdateItem";

async fn fragile() -> TestCity {
    TestCity::open_as(Opening { proxied: true, ..Opening::default() }).await
}

fn asks_to_come_back(answer: &Answer) {
    answer.refused(503, "unavailable");
    assert_eq!(answer.header("retry-after"), "2");
}

#[tokio::test]
async fn an_answer_lost_after_the_write_changes_nothing_for_the_client() {
    let city = fragile().await;
    let linden = city.linden();
    let lose = |operation| city.proxy().fail(operation, [Fault::AnswerLost]);
    // The day begins with a first booking, so that one write books the next.
    linden.book("ausweis", &today("10:00")).await;
    lose(TRANSACT);
    let hold = linden.hold("ausweis", &today("09:00")).await.ok(201)["hold"].clone();
    lose(TRANSACT);
    let name = hold.as_str().unwrap();
    city.post(&format!("/holds/{name}/extend"), &json!({})).await.ok(200);
    lose(TRANSACT);
    let wish = json!({ "service": "ausweis", "start": today("09:00"), "hold": hold,
        "email": "a@example.org" });
    let booked = city.post(&linden.path("/bookings"), &wish).await.ok(201);
    let booking = tests::Booking::of(&city, &booked);
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(2));
    lose(TRANSACT);
    booking.move_to(&today("09:20")).await.ok(200);
    assert!(booking.calendar().await.contains("SEQUENCE:1"), "moved once");
    let other = linden.book("ausweis", &today("09:00")).await;
    lose(TRANSACT);
    other.cancel().await.ok(200);

    city.at(&today("09:00"));
    linden.ticket("ausweis").await;
    lose(UPDATE);
    assert_eq!(linden.ticket("ausweis").await.number, "101");
    lose(TRANSACT);
    let arrived = linden.check_in(&json!({ "secret": booking.secret })).await.ok(200);
    assert_eq!(arrived["state"], "waiting");
    assert_eq!(linden.calls().await["waiting"], 3);
    let clerk = linden.counter("1");
    lose(UPDATE);
    assert_eq!(clerk.call().await, "100");
    assert_eq!(linden.calls().await["sequence"], 1);
    for verb in ["start", "finish"] {
        lose(UPDATE);
        clerk.press(verb).await.ok(200);
    }
    assert_eq!(city.proxy().heal(), 2, "the SDK has sent the last one twice");
    assert_eq!(linden.calls().await["waiting"], 2);
    let ledger = Ledger::read(&city).await;
    ledger.check();
    assert_eq!((ledger.active().count(), city.mails().await.len()), (2, 5));
}

#[tokio::test]
async fn collisions_pass_unnoticed() {
    let city = fragile().await;
    let linden = city.linden();
    let collide = |operation| city.proxy().fail(operation, [Fault::Conflict; 3]);
    collide(TRANSACT);
    let booking = linden.book("ausweis", &today("09:00")).await;
    collide(TRANSACT);
    booking.move_to(&today("09:20")).await.ok(200);
    city.at(&today("08:30"));
    collide(UPDATE);
    let ticket = linden.ticket("ausweis").await;
    collide(TRANSACT);
    linden.check_in(&json!({ "secret": booking.secret })).await.ok(200);
    collide(UPDATE);
    assert_eq!(linden.counter("1").call().await, ticket.number);
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn what_does_not_pass_is_given_up_in_time_and_leaves_no_trace() {
    for fault in [Fault::Conflict, Fault::Throttled, Fault::Broken] {
        let city = fragile().await;
        let linden = city.linden();
        let booking = linden.book("ausweis", &today("09:00")).await;
        city.at(&today("08:30"));
        let ticket = linden.ticket("ausweis").await;
        let before = Ledger::read(&city).await;

        city.proxy().fail_always(TRANSACT, fault);
        asks_to_come_back(&linden.try_book("ausweis", &today("09:00")).await);
        let tries = city.proxy().heal();
        assert!((2..=8).contains(&tries), "{fault:?}: {tries} tries");
        city.proxy().fail_always(TRANSACT, fault);
        asks_to_come_back(&linden.check_in(&json!({ "secret": booking.secret })).await);
        city.proxy().fail_always(UPDATE, fault);
        asks_to_come_back(&linden.try_ticket("ausweis").await);
        asks_to_come_back(&linden.counter("1").press("next").await);
        city.proxy().heal();

        let after = Ledger::read(&city).await;
        after.check();
        assert_eq!(before.visits, after.visits);
        assert_eq!((before.days, before.queues), (after.days, after.queues));
        // As soon as it works again, everything does.
        linden.book("ausweis", &today("09:00")).await;
        assert_eq!(linden.counter("1").call().await, ticket.number);
    }
}

#[tokio::test]
async fn when_nothing_can_be_read_people_are_asked_to_come_back() {
    let city = fragile().await;
    let linden = city.linden();
    // The office is known; its days are not.
    linden.slots("ausweis").await;
    city.proxy().fail_always("Query", Fault::Broken);
    asks_to_come_back(&city.get(&linden.path("/slots?service=ausweis")).await);
    let page = city.page(&linden.path("/slots?service=ausweis")).await;
    assert_eq!(page.status, 503);
    assert!(page.header("content-type").starts_with("text/html"));
    city.proxy().fail_always("GetItem", Fault::Throttled);
    asks_to_come_back(&city.get(&linden.path("/calls")).await);
    city.proxy().heal();
    let calls = city.send(Method::GET, "/offices/linden/calls", &[], "").await;
    calls.ok(200);
}
