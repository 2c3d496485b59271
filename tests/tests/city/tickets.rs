//! Without an appointment.

use serde_json::json;
use tests::{Opening, TestCity, ledger::Ledger, on, proxy::Fault, today};

#[tokio::test]
async fn numbers_are_drawn_from_opening_until_twenty_minutes_before_closing() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("07:59:50"));
    let early = linden.try_ticket("ausweis").await.refused(422, "not-open-yet");
    assert!(early["detail"].as_str().unwrap().contains("8:00"), "{early}");
    city.at(&today("08:00:00"));
    assert_eq!(linden.ticket("ausweis").await.number, "100");
    city.at(&today("15:39:30"));
    assert_eq!(linden.ticket("ausweis").await.number, "101");
    city.at(&today("15:40:05"));
    let late = linden.try_ticket("ausweis").await.refused(422, "no-more-tickets");
    assert!(late["detail"].as_str().unwrap().contains("15:40"), "{late}");
    city.at(&on("2026-12-03", "09:00"));
    let closed = linden.try_ticket("ausweis").await.refused(422, "closed");
    assert!(closed["title"].as_str().unwrap().contains("Betriebsausflug"), "{closed}");
    city.at(&on("2026-12-06", "09:00"));
    linden.try_ticket("ausweis").await.refused(422, "closed");
    city.at(&on("2026-12-04", "09:00"));
    linden.try_ticket("tanzen").await.refused(422, "service-not-offered");
    assert_eq!(linden.ticket("ausweis").await.number, "100", "each day begins anew");
}

#[tokio::test]
async fn the_page_of_a_ticket_tells_its_place_until_its_day_is_over() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let (first, second) = (linden.ticket("ausweis").await, linden.ticket("abholen").await);
    assert!(second.secret.starts_with("linden-20261201-"), "{}", second.secret);
    let place = second.look().await;
    assert_eq!((&place["number"], &place["ahead"]), (&json!("101"), &json!(1)));
    assert!(place["wait"]["low_min"].as_u64() < place["wait"]["high_min"].as_u64(), "{place}");
    linden.counter("3").call().await;
    let called = first.look().await;
    assert_eq!((&called["state"], &called["counter"]), (&json!("called"), &json!("3")));
    assert_eq!(second.look().await["ahead"], 0);
    // A secret with another number's mac opens nothing.
    let (stem, _) = first.secret.rsplit_once('-').unwrap();
    let (_, mac) = second.secret.rsplit_once('-').unwrap();
    city.get(&format!("/tickets/{stem}-{mac}")).await.refused(404, "not-found");
    city.at(&on("2026-12-04", "08:05"));
    city.get(&format!("/tickets/{}", first.secret)).await.refused(404, "not-found");
}

#[tokio::test]
async fn who_leaves_is_not_called() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let (gone, stays) = (linden.ticket("ausweis").await, linden.ticket("ausweis").await);
    for _ in 0..2 {
        assert_eq!(gone.leave().await.ok(200)["state"], "left");
    }
    let clerk = linden.counter("1");
    assert_eq!(clerk.call().await, stays.number);
    stays.leave().await.refused(409, "wrong-state");
    clerk.press("finish").await.ok(200);
    stays.leave().await.refused(409, "visit-ended");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn whoever_came_on_the_wrong_day_can_wait_here_instead() {
    let city = TestCity::open_as(Opening { proxied: true, ..Opening::default() }).await;
    let linden = city.linden();
    let start = on("2026-12-02", "09:00");
    let booking = linden.book("ausweis", &start).await;
    city.at(&today("09:00"));
    let wrong = linden.check_in(&json!({ "secret": booking.secret })).await;
    let way = wrong.refused(409, "wrong-day")["wait_here"].clone();
    assert_eq!(way["action"], linden.path("/tickets"));
    let wish = json!({ "instead_of": way["instead_of"] });
    let key = "waits-here-instead";
    city.proxy().fail("TransactWriteItems", [Fault::AnswerLost]);
    let drawn = city.post_with(&linden.path("/tickets"), key, &wish).await.ok(201);
    let again = city.post_with(&linden.path("/tickets"), key, &wish).await.ok(201);
    assert_eq!((&drawn["number"], &drawn["secret"]), (&again["number"], &again["secret"]));
    assert_eq!(drawn["number"], "100");
    assert_eq!(booking.state().await, "cancelled");
    assert_eq!(linden.free("ausweis", &start).await, Some(3));
    let second = city.post(&linden.path("/tickets"), &wish).await;
    second.refused(409, "already-cancelled");
    assert_eq!(linden.calls().await["waiting"], 1);
    assert_eq!(city.mails().await.len(), 2, "booked and cancelled");
    Ledger::read(&city).await.check();
    // What the other office does not do cannot be waited for here.
    let elsewhere = city.office("mitte").book("eid-karte", &on("2026-12-02", "09:00")).await;
    let wish = json!({ "instead_of": elsewhere.secret });
    let refused = city.post(&linden.path("/tickets"), &wish).await;
    refused.refused(422, "service-not-offered");
    assert_eq!(elsewhere.state().await, "booked");
}

#[tokio::test]
async fn a_kiosk_gives_out_no_number_that_would_not_be_called_today() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("15:00"));
    linden.counter("1").press("open").await.ok(200);
    let path = linden.path("/tickets?via=kiosk");
    let wish = json!({ "service": "ausweis" });
    let draw = async |n: u32| city.post_with(&path, &format!("person-{n}-of-many"), &wish).await;
    let mut drawn = 0;
    let refused = loop {
        let answer = draw(drawn).await;
        if answer.status != 201 {
            break answer;
        }
        drawn += 1;
        assert!(drawn < 60, "an hour and a half, and a few counters");
    };
    assert!(drawn > 3, "{drawn}");
    let problem = refused.refused(422, "no-more-tickets");
    assert!(problem["detail"].as_str().unwrap().starts_with("Es warten schon so viele"));
    // Whoever pressed twice has a number, and staff decide for themselves.
    draw(drawn - 1).await.ok(201);
    for page in ["/offices/linden/kiosk", "/offices/linden/wait"] {
        let page = city.page(page).await;
        assert!(page.text.contains("Es warten schon so viele"), "{}", page.text);
    }
    assert!(city.get("/offices/linden/wait").await.ok(200).get("wait").is_none());
    linden.ticket("ausweis").await;
    let queue = linden.calls().await;
    assert_eq!(queue["waiting"], json!(drawn + 1));
}
