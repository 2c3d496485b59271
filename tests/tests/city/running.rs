//! How a day is run: notices, interruptions, no more numbers, calls for help.

use serde_json::json;
use tests::{TestCity, ledger::Ledger, today};

#[tokio::test]
async fn an_interrupted_day_goes_on_by_rank_and_nobody_loses_a_number() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let (first, second) = (linden.ticket("ausweis").await, linden.ticket("ausweis").await);
    let (clerk, other) = (linden.counter("1"), linden.counter("3"));
    assert_eq!(clerk.call().await, first.number);
    assert_eq!(other.call().await, second.number);
    other.press("start").await.ok(200);

    let why = json!({ "text": "Feueralarm: Bitte verlassen Sie das Haus." });
    let path = linden.path("/interruption");
    for _ in 0..2 {
        let view = city.post(&path, &why).await.ok(200);
        assert_eq!(view["interrupted"], why["text"]);
    }
    assert_eq!(first.state().await, "waiting");
    assert_eq!(second.state().await, "serving", "who is served is served on");
    let calls = linden.calls().await;
    assert_eq!(calls["notice"], why["text"]);
    assert_eq!(linden.shown().await, [second.number.as_str()]);
    linden.try_ticket("ausweis").await.refused(422, "interrupted");
    clerk.press("next").await.refused(409, "interrupted");
    let kiosk = city.page(&linden.path("/kiosk")).await;
    assert!(kiosk.text.contains("Feueralarm"), "{}", kiosk.text);

    city.at(&today("08:45"));
    let view = city.post(&path, &json!({})).await.ok(200);
    assert!(view.get("interrupted").is_none(), "{view}");
    let third = linden.ticket("ausweis").await;
    assert_eq!(clerk.serve_next().await, first.number);
    other.press("finish").await.ok(200);
    assert_eq!(other.serve_next().await, third.number);
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn when_numbers_are_stopped_whoever_has_one_is_served() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let before = linden.ticket("ausweis").await;
    let path = linden.path("/numbers");
    let view = city.post(&path, &json!({ "stop": true })).await.ok(200);
    assert_eq!(view["numbers_stopped"], true);
    linden.try_ticket("ausweis").await.refused(422, "no-more-tickets");
    assert_eq!(linden.counter("1").serve_next().await, before.number);
    city.post(&path, &json!({})).await.ok(200);
    linden.ticket("ausweis").await;
}

#[tokio::test]
async fn a_notice_is_one_short_line_and_the_boards_answer_stays_small() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let path = linden.path("/notice");
    for text in ["x".repeat(121), "zwei\nZeilen".to_owned()] {
        city.post(&path, &json!({ "text": text })).await.refused(400, "malformed");
    }
    let text = "ä".repeat(120);
    city.post(&path, &json!({ "text": text })).await.ok(200);
    let answer = city.get(&linden.path("/calls")).await;
    assert_eq!(answer.json()["notice"], json!(text));
    let etag = answer.header("etag").to_owned();
    city.post(&path, &json!({})).await.ok(200);
    let gone = city.get(&linden.path("/calls")).await;
    assert!(gone.json().get("notice").is_none() && gone.header("etag") != etag);
}

#[tokio::test]
async fn a_call_for_help_is_seen_everywhere_until_somebody_goes() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let clerk = linden.counter("1");
    for _ in 0..2 {
        clerk.press("help").await.ok(200);
    }
    for page in ["/desk", "/today", "/counters/3"] {
        let page = city.page(&linden.path(page)).await;
        assert!(page.text.contains("Hilfe an Schalter 1!"), "{}", page.text);
    }
    let own = city.page(&linden.path("/counters/1")).await;
    assert!(own.text.contains("Hilfe ist gerufen."), "{}", own.text);
    let board = city.page(&linden.path("/board")).await;
    assert!(!board.text.contains("Hilfe"), "{}", board.text);
    let seen = json!({ "counter": "1", "back": "desk" });
    let path = linden.path("/help-seen");
    let view = city.post(&path, &seen).await.ok(200);
    assert_eq!(view["help_needed"], json!([]));
    let own = city.page(&linden.path("/counters/1")).await;
    assert!(own.text.contains("Hilfe kommt."), "{}", own.text);
    city.post(&path, &json!({ "counter": "3" })).await.refused(409, "no-help-needed");
}

#[tokio::test]
async fn a_visit_that_takes_longer_lengthens_the_wait_of_the_others() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    linden.ticket("ausweis").await;
    let waiting = linden.ticket("ausweis").await;
    let clerk = linden.counter("1");
    clerk.call().await;
    let wait = async || waiting.look().await["wait"]["high_min"].as_i64().unwrap();
    let usual = wait().await;
    clerk.press("longer").await.ok(200);
    assert!(wait().await > usual, "{usual}");
    clerk.press("undo").await.ok(200);
    assert_eq!(wait().await, usual);
}
