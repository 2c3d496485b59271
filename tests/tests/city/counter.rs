//! What a clerk does.

use serde_json::json;
use tests::{Counter, Office, TestCity, Ticket, ledger::Ledger, today};

async fn morning(people: usize) -> (TestCity, Office, Vec<Ticket>) {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let mut tickets = Vec::new();
    for _ in 0..people {
        tickets.push(linden.ticket("ausweis").await);
    }
    (city, linden, tickets)
}

async fn with(counter: &Counter, verb: &str, number: &str) -> tests::Answer {
    counter.press_with(verb, &json!({ "number": number })).await
}

#[tokio::test]
async fn a_call_is_repeated_counted_and_locked_for_a_moment() {
    let (city, linden, tickets) = morning(1).await;
    let clerk = linden.counter("1");
    let call = clerk.next().await["call"].clone();
    assert_eq!((&call["sequence"], &call["rule"]), (&json!(1), &json!("first-come")));
    city.at(&today("08:06:00"));
    let recall = clerk.press("recall").await.ok(200);
    assert_eq!(recall["call"]["sequence"], 2);
    assert_eq!(recall["call"]["number"], tickets[0].number.as_str());
    clerk.press("recall").await.refused(409, "recall-locked");
    assert_eq!(linden.calls().await["sequence"], 2);
    city.at(&today("08:06:31"));
    clerk.press("recall").await.ok(200);
    clerk.press("start").await.ok(200);
    clerk.press("recall").await.refused(409, "already-serving");
    clerk.press("start").await.refused(409, "already-serving");
    clerk.press("no-show").await.refused(409, "already-serving");
    let calls = linden.calls().await;
    assert_eq!((&calls["sequence"], calls["calls"].as_array().unwrap().len()), (&json!(3), 1));
}

#[tokio::test]
async fn a_key_that_does_not_fit_the_state_changes_nothing() {
    let (city, linden, tickets) = morning(1).await;
    let clerk = linden.counter("1");
    for verb in ["recall", "start", "finish", "no-show", "park"] {
        clerk.press(verb).await.refused(409, "counter-idle");
    }
    clerk.press_with("forward", &json!({ "to": "2" })).await.refused(409, "counter-idle");
    clerk.press("undo").await.refused(409, "nothing-to-undo");
    with(&clerk, "resume", &tickets[0].number).await.refused(409, "wrong-state");
    with(&clerk, "serve", "599").await.refused(404, "unknown-number");
    with(&clerk, "serve", "5").await.refused(400, "malformed");
    clerk.press("serve").await.refused(400, "malformed");
    linden.counter("99").press("next").await.refused(404, "unknown-counter");
    assert_eq!(linden.calls().await["sequence"], 0);
    clerk.call().await;
    let busy = clerk.press("next").await.refused(409, "counter-busy");
    assert!(busy["title"].as_str().unwrap().contains("100"), "{busy}");
    with(&linden.counter("2"), "serve", &tickets[0].number).await.refused(409, "wrong-state");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn another_number_stands_at_the_counter() {
    let (city, linden, tickets) = morning(3).await;
    let clerk = linden.counter("1");
    assert_eq!(clerk.call().await, tickets[0].number);
    let served = with(&clerk, "serve", &tickets[2].number).await.ok(200);
    assert_eq!(
        (&served["current"], &served["state"]),
        (&json!(tickets[2].number), &json!("serving"))
    );
    assert_eq!(tickets[0].state().await, "waiting");
    assert_eq!(linden.shown().await, [""; 0]);
    with(&clerk, "serve", &tickets[1].number).await.refused(409, "counter-busy");
    // The called one has kept its rank.
    assert_eq!(linden.counter("2").call().await, tickets[0].number);
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn parked_visits_are_resumed_at_any_counter() {
    let (city, linden, tickets) = morning(2).await;
    let (one, two) = (linden.counter("1"), linden.counter("2"));
    one.call().await;
    one.press("start").await.ok(200);
    let parked = one.press("park").await.ok(200);
    assert_eq!(parked["state"], "idle");
    assert_eq!(tickets[0].state().await, "parked");
    assert_eq!(two.call().await, tickets[1].number);
    with(&two, "resume", &tickets[0].number).await.refused(409, "counter-busy");
    two.press("finish").await.ok(200);
    with(&two, "resume", &tickets[0].number).await.ok(200);
    assert_eq!(tickets[0].look().await["counter"], "2");
    two.press("finish").await.ok(200);
    with(&two, "resume", &tickets[0].number).await.refused(404, "unknown-number");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn a_visit_is_forwarded_to_a_counter_or_to_a_service_with_its_number() {
    let (city, linden, tickets) = morning(2).await;
    let (one, two, exit) = (linden.counter("1"), linden.counter("2"), linden.counter("21"));
    one.call().await;
    let to = |to: &str| json!({ "to": to });
    for (target, status, code) in [
        ("1", 422, "no-such-target"),
        ("21", 422, "no-such-target"),
        ("tanzen", 422, "no-such-target"),
        ("Ä", 400, "malformed"),
    ] {
        one.press_with("forward", &to(target)).await.refused(status, code);
    }
    one.press_with("forward", &to("2")).await.ok(200);
    assert_eq!(one.call().await, tickets[1].number, "the first is only for counter 2 now");
    assert_eq!(two.call().await, tickets[0].number);
    two.press_with("forward", &to("abholen")).await.ok(200);
    assert_eq!(exit.call().await, tickets[0].number);
    assert_eq!(exit.press("start").await.ok(200)["current"], tickets[0].number.as_str());
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn the_last_key_is_taken_back_while_nobody_has_built_on_it() {
    let (city, linden, tickets) = morning(1).await;
    let (one, two) = (linden.counter("1"), linden.counter("2"));
    one.call().await;
    one.press("undo").await.ok(200);
    assert_eq!((tickets[0].state().await.as_str(), linden.shown().await.len()), ("waiting", 0));
    one.press("undo").await.refused(409, "nothing-to-undo");
    one.call().await;
    one.press("start").await.ok(200);
    one.press("finish").await.ok(200);
    assert_eq!(tickets[0].state().await, "done");
    one.press("undo").await.ok(200);
    assert_eq!(tickets[0].state().await, "serving");
    one.press("park").await.ok(200);
    with(&two, "resume", &tickets[0].number).await.ok(200);
    one.press("undo").await.refused(409, "nothing-to-undo");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn a_pause_begins_after_the_present_person() {
    let (city, linden, tickets) = morning(2).await;
    let clerk = linden.counter("1");
    assert_eq!(clerk.press("open").await.ok(200)["state"], "idle");
    assert_eq!(linden.calls().await["next_ms"], 3000);
    clerk.call().await;
    clerk.press("start").await.ok(200);
    assert_eq!(clerk.press("pause").await.ok(200)["state"], "serving");
    assert_eq!(clerk.press("finish").await.ok(200)["state"], "closed");
    assert_eq!(linden.calls().await["next_ms"], 15_000);
    // A counter that is closed opens with its first call.
    assert_eq!(clerk.call().await, tickets[1].number);
    clerk.press("finish").await.ok(200);
    assert_eq!(clerk.press("pause").await.ok(200)["state"], "closed");
    assert_eq!(clerk.press("pause").await.ok(200)["state"], "closed");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn one_more_thing_needs_no_second_number() {
    let (city, linden, tickets) = morning(1).await;
    let clerk = linden.counter("1");
    let pickup = json!({ "service": "abholen", "count": 2 });
    clerk.press_with("add", &pickup).await.refused(409, "counter-idle");
    clerk.next().await;
    let view = clerk.press_with("add", &pickup).await.ok(200);
    assert_eq!(view["current"], tickets[0].number.as_str());
    let here = city.get(&linden.path("/counters/1")).await.ok(200);
    assert_eq!(here["current"]["services"].as_array().unwrap().len(), 2);
    clerk.press_with("add", &pickup).await.refused(422, "not-added");
    clerk.press_with("add", &json!({ "service": "nirgends" })).await.refused(422, "not-added");
    clerk.press("undo").await.ok(200);
    let here = city.get(&linden.path("/counters/1")).await.ok(200);
    assert_eq!(here["current"]["services"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn after_an_unusual_time_the_clerk_is_asked_and_nobody_else() {
    let (city, linden, tickets) = morning(1).await;
    let clerk = linden.counter("1");
    clerk.press("continue").await.refused(409, "counter-idle");
    clerk.next().await;
    clerk.press("start").await.ok(200);
    let asked = async || {
        let page = city.page(&linden.path("/counters/1")).await.text;
        let view = city.get(&linden.path("/counters/1")).await.ok(200);
        let asks = page.contains("Noch im Gespräch?");
        assert_eq!(view["perhaps_over"], asks, "{view}");
        asks
    };
    assert!(!asked().await);
    city.at(&today("10:00"));
    assert!(asked().await);
    let citizen = city.page(&format!("/tickets/{}", tickets[0].secret)).await.text;
    assert!(!citizen.contains("Noch im"), "{citizen}");
    clerk.press("continue").await.ok(200);
    assert!(!asked().await, "the clerk has answered");
    city.at(&today("12:00"));
    assert!(asked().await, "and is asked again");
    clerk.press("finish").await.ok(200);
    Ledger::read(&city).await.check();
}
