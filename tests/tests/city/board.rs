//! What the hall sees, and what a board asks for every three seconds.

use http::Method;
use serde_json::json;
use tests::{Answer, TestCity, today, town};

async fn poll(city: &TestCity, known: &str) -> Answer {
    city.send(Method::GET, "/offices/linden/calls", &[("if-none-match", known)], "").await
}

#[tokio::test]
async fn a_board_that_knows_everything_is_told_so() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let empty = city.get("/offices/linden/calls").await;
    let mut calls = empty.ok(200);
    let page = calls["page"].take();
    assert_eq!(
        calls,
        json!({ "office": "linden", "sequence": 0, "calls": [], "waiting": 0, "next_ms": 15_000,
                "page": null })
    );
    // The board's own page says which one it is.
    let board = city.page("/offices/linden/board").await;
    assert!(board.text.contains(&format!("data-page=\"{}\"", page.as_str().unwrap())));
    let known = empty.header("etag").to_owned();
    assert!(known.starts_with('"'), "a strong tag: {known}");
    let same = poll(&city, &known).await;
    assert_eq!((same.status, same.text.as_str(), same.header("etag")), (304, "", known.as_str()));
    assert_eq!(poll(&city, &format!("\"other\", {known}")).await.status, 304);

    linden.ticket("ausweis").await;
    let drawn = poll(&city, &known).await;
    assert_eq!(drawn.ok(200)["waiting"], 1);
    linden.counter("4").call().await;
    let called = poll(&city, drawn.header("etag")).await;
    let calls = called.ok(200);
    assert_eq!((&calls["sequence"], &calls["waiting"]), (&json!(1), &json!(0)));
    assert_eq!(calls["calls"][0]["number"], "100");
    assert_eq!(calls["calls"][0]["counter"], "4");
    assert!(calls["calls"][0]["at"].as_str().unwrap().starts_with("2026-12-01T08:05:0"));
    // Time alone changes nothing.
    city.at(&today("11:00"));
    assert_eq!(poll(&city, called.header("etag")).await.status, 304);
    city.at("2026-12-02T08:05:00+01:00");
    assert_eq!(poll(&city, called.header("etag")).await.ok(200)["calls"], json!([]));
}

#[tokio::test]
async fn everybody_is_told_the_wait_that_the_kiosk_tells() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let path = "/offices/linden/wait";
    let closed = json!({ "waiting": 0, "next_ms": 60_000 });
    city.at(&today("07:00"));
    assert_eq!(city.get(path).await.ok(200), closed);
    let page = city.page(path).await;
    assert!(page.text.contains("Termin buchen") && !page.text.contains("Minuten"), "{}", page.text);
    city.at(&today("08:05"));
    linden.counter("1").press("open").await.ok(200);
    for _ in 0..6 {
        linden.ticket("ausweis").await;
    }
    let now = city.get(path).await;
    let told = now.ok(200);
    assert_eq!((told["waiting"].as_u64(), now.header("cache-control")), (Some(6), "max-age=20"));
    let text = told["text"].as_str().unwrap();
    let (low, high) = (&told["wait"]["low_min"], &told["wait"]["high_min"]);
    assert_eq!(text, format!("etwa {low} bis {high} Minuten"));
    assert!(low.as_u64() >= Some(20), "six people and one counter: {told}");
    for page in ["/offices/linden/kiosk", path] {
        let page = city.page(page).await;
        assert!(page.text.contains(text), "{}", page.text);
    }
    let english = city.get("/offices/linden/wait?lang=en").await.ok(200);
    assert_eq!(english["text"], format!("about {low} to {high} minutes"));
    // Numbers are not given out any more.
    city.at(&today("17:59"));
    assert!(city.get(path).await.ok(200).get("wait").is_none());
}

#[tokio::test]
async fn a_board_says_that_a_counter_is_kept_free_while_people_wait() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let file = format!("{}\n[switches]\nholding = true\n", town::LINDEN);
    assert_eq!(city.apply("linden.toml", &file).await, store::Applied::Now(2));
    city.at(&today("08:05"));
    linden.book("ausweis", &today("09:00")).await;
    city.at(&today("08:56"));
    let clerk = linden.counter("1");
    clerk.press("open").await.ok(200);
    let waiting = linden.ticket("ausweis").await;
    assert!(linden.calls().await.get("held_until").is_none());
    assert!(clerk.next().await["call"].is_null());
    let held = poll(&city, "").await;
    let until = held.ok(200)["held_until"].as_i64();
    let expected: jiff::Timestamp = today("09:03").parse().unwrap();
    assert_eq!(until, Some(expected.as_second()));
    let text = "Ein Schalter ist für einen Termin reserviert.";
    let shown = async || {
        let page = city.page("/offices/linden/board").await.text;
        assert!(page.contains(text));
        !page.contains("id=\"gehalten\" role=\"status\" hidden")
    };
    assert!(shown().await);
    // Asking again changes nothing, and the board is told so.
    city.at(&today("08:57"));
    clerk.next().await;
    assert_eq!(poll(&city, held.header("etag")).await.status, 304);
    city.at(&today("09:03"));
    assert!(!shown().await, "the grace is over");
    assert_eq!(clerk.call().await, waiting.number);
    assert!(linden.calls().await.get("held_until").is_none());
}

#[tokio::test]
async fn the_newest_call_stands_first_and_old_ones_make_room() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    for counter in 1..=14 {
        linden.ticket("ausweis").await;
        linden.counter(&counter.to_string()).call().await;
    }
    let shown = linden.shown().await;
    assert_eq!(shown.len(), 12);
    assert_eq!((shown[0].as_str(), shown[11].as_str()), ("113", "102"));
    city.at(&today("08:06"));
    linden.counter("5").press("recall").await.ok(200);
    assert_eq!(linden.shown().await[0], "104");
}
