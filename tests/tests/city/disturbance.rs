//! *Störung*: a service cannot be done for a while, and everything else runs.

use serde_json::{Value, json};
use tests::{Office, TestCity, ledger::Ledger, on, today, town::PATIENCE};

const WHY: &str = "Die Leitung zum Drucker ist gestört.";

async fn disturb(city: &TestCity, office: &Office, services: &[&str], until: &str) -> Value {
    let body = json!({ "services": services, "until": until, "text": WHY });
    city.post(&office.path("/disturbances"), &body).await.ok(200)
}

async fn restore(city: &TestCity, office: &Office, services: &[&str]) -> Value {
    let body = json!({ "services": services });
    city.post(&office.path("/disturbances/end"), &body).await.ok(200)
}

#[tokio::test]
async fn who_waits_keeps_number_and_rank_and_everything_else_runs() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("09:35"));
    let (first, second) = (linden.ticket("ausweis").await, linden.ticket("ausweis").await);
    city.at(&today("09:40"));
    for _ in 0..2 {
        let view = disturb(&city, &linden, &["ausweis"], "12:00").await;
        let said = json!([{ "services": ["ausweis"], "until": today("12:00"), "text": WHY }]);
        assert_eq!(view["disturbances"], said);
    }
    let refused = linden.try_ticket("ausweis").await.refused(422, "service-disturbed");
    assert_eq!(refused["until"], today("12:00"));
    assert!(refused["detail"].as_str().unwrap().contains("ab 12:00 Uhr wieder"), "{refused}");
    let other = linden.ticket("trauung").await;
    let clerk = linden.counter("1");
    assert_eq!(clerk.call().await, other.number);
    clerk.press("finish").await.ok(200);
    let idle = clerk.next().await;
    assert!(idle.get("call").is_none_or(Value::is_null), "{idle}");

    let waits = first.look().await;
    assert_eq!(
        (&waits["state"], &waits["disturbed_until"]),
        (&json!("waiting"), &json!(today("12:00")))
    );
    assert!(waits["wait"]["low_min"].as_i64().unwrap() >= 140, "{waits}");
    for (page, said) in [
        ("/kiosk", "Ausweis beantragen: zurzeit gestört, voraussichtlich bis 12:00 Uhr"),
        ("/kiosk?view=draw", "Kommen Sie bitte ab 12:00 Uhr wieder"),
        ("/desk", "zurzeit gestört, voraussichtlich bis 12:00 Uhr"),
        ("/counters/1", "Wer dafür wartet, wird erst danach aufgerufen."),
        ("/board", "Ausweis beantragen: zurzeit gestört, voraussichtlich bis 12:00 Uhr"),
        ("/board?lang=en", "Apply for an ID document: not possible at the moment, probably until"),
        ("", "zurzeit gestört, voraussichtlich bis 12:00 Uhr"),
        ("/today", "Störung beenden"),
    ] {
        let text = city.page(&linden.path(page)).await.text;
        assert!(text.contains(said), "{page}: {text}");
    }
    let kiosk = city.page(&linden.path("/kiosk?view=draw")).await.text;
    assert!(
        !kiosk.contains(r#"value="ausweis""#) && kiosk.contains(r#"value="trauung""#),
        "{kiosk}"
    );

    city.at(&today("12:00"));
    let third = linden.ticket("ausweis").await;
    for ticket in [&first, &second, &third] {
        assert_eq!(clerk.serve_next().await, ticket.number);
    }
    let board = city.page(&linden.path("/board")).await.text;
    assert!(board.contains(r#"id="gestoert" role="status" hidden"#), "{board}");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn it_is_extended_and_ended_before_its_time() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("09:40"));
    disturb(&city, &linden, &["ausweis", "abholen"], "10:00").await;
    disturb(&city, &linden, &["ausweis"], "11:00").await;
    city.at(&today("10:05"));
    linden.try_ticket("ausweis").await.refused(422, "service-disturbed");
    linden.ticket("abholen").await;
    let view = restore(&city, &linden, &["ausweis"]).await;
    assert_eq!(view["disturbances"], json!([]));
    linden.ticket("ausweis").await;
}

#[tokio::test]
async fn a_visit_for_several_services_needs_all_of_them() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("09:40"));
    disturb(&city, &linden, &["abholen"], "12:00").await;
    let both = json!({ "items": [{ "service": "ausweis" }, { "service": "abholen" }] });
    city.post(&linden.path("/tickets"), &both).await.refused(422, "service-disturbed");
    linden.ticket("ausweis").await;
}

#[tokio::test]
async fn appointments_before_the_end_are_neither_offered_nor_held_nor_booked() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("09:05"));
    let hold = linden.hold("ausweis", &today("10:20")).await.ok(201);
    let later = linden.book("ausweis", &today("10:40")).await;
    city.at(&today("09:10"));
    disturb(&city, &linden, &["ausweis"], "10:30").await;

    let slots = linden.slots("ausweis").await;
    assert_eq!(slots["disturbed_until"], today("10:30"));
    assert_eq!(linden.free("ausweis", &today("10:20")).await, Some(0));
    assert_eq!(linden.free("ausweis", &today("10:40")).await, Some(2));
    assert_eq!(linden.free("abholen", &today("10:20")).await, Some(2), "one is held");
    assert_eq!(linden.free("ausweis", &on("2026-12-02", "09:20")).await, Some(3));
    linden.hold("ausweis", &today("10:00")).await.refused(422, "service-disturbed");
    linden.try_book("ausweis", &today("10:20")).await.refused(422, "service-disturbed");
    let with_hold = json!({ "service": "ausweis", "start": today("10:20"), "email": city.new_address(),
        "hold": hold["hold"] });
    city.post(&linden.path("/bookings"), &with_hold).await.refused(422, "service-disturbed");
    later.move_to(&today("10:00")).await.refused(422, "service-disturbed");
    linden.book("abholen", &today("10:20")).await;
    linden.book("ausweis", &today("10:40")).await;
    let page = city.page(&linden.path("/slots?service=ausweis")).await.text;
    assert!(page.contains(WHY) && page.contains("Termine ab 10:30 Uhr"), "{page}");

    restore(&city, &linden, &["ausweis"]).await;
    linden.book("ausweis", &today("10:20")).await;
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn a_booking_that_is_given_up_for_a_ticket_stays_where_the_ticket_is_refused() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let tomorrow = linden.book("ausweis", &on("2026-12-02", "09:20")).await;
    city.at(&today("09:40"));
    disturb(&city, &linden, &["ausweis"], "12:00").await;
    let instead = json!({ "instead_of": tomorrow.secret });
    city.post(&linden.path("/tickets"), &instead).await.refused(422, "service-disturbed");
    assert_eq!(tomorrow.state().await, "booked");
}

#[tokio::test]
async fn it_lasts_until_closing_at_most_and_is_about_something() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("09:40"));
    let path = linden.path("/disturbances");
    for (services, until, text, status, code) in [
        (json!(["ausweis"]), "16:01", WHY, 422, "after-closing"),
        (json!(["ausweis"]), "9:40", WHY, 422, "in-the-past"),
        (json!(["passbild"]), "12:00", WHY, 422, "service-not-offered"),
        (json!([]), "12:00", WHY, 422, "no-service"),
        (json!(["ausweis"]), "mittags", WHY, 400, "malformed"),
        (json!(["ausweis"]), "12:00", "", 400, "malformed"),
    ] {
        let body = json!({ "services": services, "until": until, "text": text });
        city.post(&path, &body).await.refused(status, code);
    }
    let fields =
        [("services[]", "ausweis"), ("services[]", "abholen"), ("until", "1600"), ("text", WHY)];
    assert_eq!(city.form(&path, &fields).await.status, 303);
    let view = city.get(&linden.path("/today")).await.ok(200);
    assert_eq!(view["disturbances"][0]["services"], json!(["ausweis", "abholen"]));
}

#[tokio::test]
async fn the_boards_answer_stays_small_whatever_the_hall_is_told() {
    let city = TestCity::open().await;
    let mitte = city.office("mitte");
    city.at(&today("09:00"));
    for counter in 1..=8 {
        mitte.ticket("meldebescheinigung").await;
        mitte.counter(&counter.to_string()).serve_next().await;
    }
    for counter in 1..=8 {
        mitte.ticket("meldebescheinigung").await;
        mitte
            .counter(&counter.to_string())
            .press_with("next", &json!({ "finish_current": true }))
            .await
            .ok(200);
    }
    let all = city.get(&mitte.path("")).await.ok(200);
    let services: Vec<&str> =
        all["services"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    let plain = city.get(&mitte.path("/calls")).await;
    assert!(plain.text.len() < 1000, "{}", plain.text);
    assert_eq!(plain.json()["calls"].as_array().unwrap().len(), 12);
    disturb(&city, &mitte, &services, "12:00").await;
    let notice = json!({ "text": "ä".repeat(120) });
    city.post(&mitte.path("/notice"), &notice).await.ok(200);
    let told = city.get(&mitte.path("/calls")).await;
    assert!(told.text.len() < 1000, "{}", told.text);
    let json = told.json();
    assert_eq!(json["disturbed"][0]["services"], json!(services));
    assert_eq!(json["calls"][0], plain.json()["calls"][0]);
}

#[tokio::test]
async fn the_day_and_the_log_say_why() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("09:35"));
    let waits = linden.ticket("ausweis").await;
    city.at(&today("09:40"));
    disturb(&city, &linden, &["ausweis"], "12:00").await;
    city.at(&today("10:40"));
    restore(&city, &linden, &["ausweis"]).await;
    assert_eq!(linden.counter("1").serve_next().await, waits.number);
    city.city().drained(PATIENCE).await.expect("the history is written in time");

    let day = city.get(&linden.path("/days/2026-12-01")).await.ok(200);
    assert_eq!(day["breaches"][0]["cause"], "disturbance");
    let kinds: Vec<_> = day["events"].as_array().unwrap().iter().map(|one| &one["what"]).collect();
    for kind in ["disturbed", "restored"] {
        assert!(kinds.contains(&&json!(kind)), "{kinds:?}");
    }
    let page = city.page(&linden.path("/days/2026-12-01")).await.text;
    assert!(page.contains("Ausweis beantragen, bis 12:00"), "{page}");
    let log = city.get(&linden.path("/audit")).await.ok(200);
    let said: Vec<_> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["what"].as_str().unwrap())
        .collect();
    assert_eq!(
        said,
        [
            "Störung beendet: Ausweis beantragen",
            "Gestört bis Dienstag, 1. Dezember, 12:00 Uhr: Ausweis beantragen"
        ]
    );
}

/// The day after.
const NEXT: &str = "2026-12-02";

#[tokio::test]
async fn whoever_is_booked_for_then_is_held_another_day_and_told_so_once() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let over = linden.book("ausweis", &today("09:20")).await;
    let concerned = linden.book("ausweis", &today("10:00")).await;
    let comes = linden.book("ausweis", &today("10:20")).await;
    let other = linden.book("abholen", &today("10:00")).await;
    let later = linden.book("ausweis", &today("10:40")).await;
    city.at(&today("09:35"));
    let desk = json!({ "service": "ausweis", "start": today("10:20") });
    let desk = city.post(&linden.path("/bookings"), &desk).await.ok(201);
    linden.check_in(&json!({ "secret": comes.secret })).await.ok(200);
    city.at(&today("09:40"));
    let before = city.mails().await.len();

    for _ in 0..2 {
        let view = disturb(&city, &linden, &["ausweis"], "10:30").await;
        let displaced = view["displaced"].as_array().expect("a list");
        let seen: Vec<_> = displaced
            .iter()
            .map(|one| (&one["number"], &one["held"]["start"], &one["mail"]))
            .collect();
        let (first, second) = (json!(on(NEXT, "10:00")), json!(on(NEXT, "10:20")));
        assert_eq!(
            seen,
            [
                (&json!(concerned.number), &first, &json!(true)),
                (&desk["number"], &second, &json!(false)),
            ]
        );
    }
    let now = concerned.look().await.ok(200);
    assert_eq!(
        (&now["state"], &now["displaced_from"]),
        (&json!("displaced"), &json!(today("10:00")))
    );
    for (booking, state) in [(&over, "booked"), (&other, "booked"), (&later, "booked")] {
        assert_eq!(booking.state().await, state, "{}", booking.number);
    }
    assert_eq!(comes.state().await, "waiting", "who is here, waits");
    let mails = city.mails().await;
    assert_eq!(mails.len(), before + 1);
    let mail = mails.last().expect("a mail");
    for part in
        ["Dienstag, 1. Dezember 2026, 10:00 Uhr kann leider nicht", "2. Dezember 2026, 10:00 Uhr"]
    {
        assert!(mail.text.contains(part), "{part} in {}", mail.text);
    }
    let list = city.page(&linden.path("/closures?day=2026-12-01")).await.text;
    assert!(list.contains("2 Termine warten auf eine Antwort"), "{list}");

    // It takes longer: those of the further time as well.
    disturb(&city, &linden, &["ausweis"], "12:00").await;
    assert_eq!(later.state().await, "displaced");
    restore(&city, &linden, &["ausweis"]).await;
    assert_eq!(concerned.state().await, "displaced", "what is held stays");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn what_a_failure_has_left_is_done_when_it_is_said_again() {
    use tests::{proxy::Fault, town::Opening};
    let city = TestCity::open_as(Opening { proxied: true, ..Opening::default() }).await;
    let linden = city.linden();
    let booked = linden.book("ausweis", &today("10:00")).await;
    city.at(&today("09:40"));
    let body = json!({ "services": ["ausweis"], "until": "12:00", "text": WHY });
    // The list of those who are booked is the first Query of the command.
    city.proxy().fail_always("Query", Fault::Broken);
    city.post(&linden.path("/disturbances"), &body).await.refused(503, "unavailable");
    city.proxy().heal();
    linden.try_ticket("ausweis").await.refused(422, "service-disturbed");
    assert_eq!(booked.state().await, "booked");
    let page = city.page(&linden.path("/today")).await.text;
    assert!(page.contains("1 Termin ist noch nicht verlegt."), "{page}");
    city.post(&linden.path("/disturbances"), &body).await.ok(200);
    assert_eq!(booked.state().await, "displaced");
    let page = city.page(&linden.path("/today")).await.text;
    assert!(!page.contains("noch nicht verlegt"), "{page}");
}
