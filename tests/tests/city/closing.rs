//! The head of an office closes a day: nobody is left without another start or
//! a word.

use serde_json::{Value, json};
use tests::{Office, TestCity, ledger::Ledger, on, today};

const DAY: &str = "2026-12-02";

/// The next day is closed by the office's file, so this is where people go.
const NEXT: &str = "2026-12-04";

async fn close(city: &TestCity, office: &Office, date: &str) -> Value {
    let body = json!({ "date": date, "reason": "Wasserschaden" });
    city.post(&office.path("/closures"), &body).await.ok(200)
}

async fn reopen(city: &TestCity, office: &Office, date: &str) {
    let path = office.path(&format!("/closures/{date}/reopen"));
    city.post(&path, &json!({})).await.ok(200);
}

#[tokio::test]
async fn everybody_is_held_the_same_time_on_the_next_day_and_told_so() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &on(DAY, "09:20")).await;
    let desk = json!({ "service": "ausweis", "start": on(DAY, "09:00") });
    let desk = city.post(&linden.path("/bookings"), &desk).await.ok(201);
    let kept = linden.book("ausweis", &today("09:20")).await;

    let closed = close(&city, &linden, DAY).await;
    assert_eq!((&closed["date"], &closed["left"]), (&json!(DAY), &json!(0)));
    let displaced = closed["displaced"].as_array().expect("a list");
    let seen: Vec<_> = displaced
        .iter()
        .map(|one| (&one["number"], &one["start"], &one["held"]["start"], &one["mail"]))
        .collect();
    let (first, second) = (on(DAY, "09:00"), on(DAY, "09:20"));
    assert_eq!(
        seen,
        [
            (&desk["number"], &json!(first), &json!(on(NEXT, "09:00")), &json!(false)),
            (&json!(booking.number), &json!(second), &json!(on(NEXT, "09:20")), &json!(true)),
        ]
    );
    linden.try_book("ausweis", &on(DAY, "09:20")).await.refused(422, "closed");
    assert_eq!(linden.free("ausweis", &on(DAY, "09:20")).await, None);
    assert_eq!(linden.free("ausweis", &on(NEXT, "09:20")).await, Some(2));
    assert_eq!(kept.state().await, "booked", "another day is not touched");

    let now = booking.look().await.ok(200);
    assert_eq!((&now["state"], &now["start"]), (&json!("displaced"), &json!(on(NEXT, "09:20"))));
    assert_eq!(now["displaced_from"], on(DAY, "09:20"));
    let number = displaced[1]["held"]["number"].as_str().expect("a number");
    assert_eq!(now["number"], number);
    let mail = city.mails().await.pop().expect("a mail");
    assert!(mail.subject.contains("fällt aus"), "{}", mail.subject);
    for part in ["Mittwoch, 2. Dezember 2026, 9:20 Uhr", "Wasserschaden", number] {
        assert!(mail.text.contains(part), "{part} in {}", mail.text);
    }
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn what_is_held_is_accepted_once_or_by_coming() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let accepts = linden.book("ausweis", &on(DAY, "09:00")).await;
    let comes = linden.book("ausweis", &on(DAY, "09:00")).await;
    let stays = linden.book("ausweis", &on("2026-12-07", "09:00")).await;
    close(&city, &linden, DAY).await;
    let path = format!("/bookings/{}/accept", accepts.secret);
    let page = city.page(&format!("/bookings/{}", accepts.secret)).await;
    assert!(page.text.contains("Diesen Termin annehmen"), "{}", page.text);
    let accepted = city.post(&path, &json!({})).await.ok(200);
    assert_eq!(accepted["state"], "booked");
    assert_eq!(city.post(&path, &json!({})).await.ok(200)["number"], accepted["number"]);
    let mail = city.mails().await.pop().expect("a mail");
    assert!(mail.text.contains("Ihr Termin ist gebucht."), "{}", mail.text);
    let nothing = format!("/bookings/{}/accept", stays.secret);
    city.post(&nothing, &json!({})).await.refused(409, "nothing-held");

    city.at(&on(NEXT, "08:55"));
    linden.check_in(&json!({ "secret": comes.secret })).await.ok(200);
    assert_eq!(comes.state().await, "waiting");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn another_start_can_be_chosen_or_the_appointment_cancelled_whatever_was_before() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let person = linden.book("ausweis", &on(DAY, "09:00")).await;
    for start in ["09:20", "09:40", "09:20", "09:40", "09:20"] {
        person.move_to(&on(DAY, start)).await.ok(200);
    }
    let cancels = linden.book("ausweis", &on(DAY, "09:00")).await;
    close(&city, &linden, DAY).await;
    let moved = person.move_to(&on("2026-12-07", "10:00")).await.ok(200);
    assert_eq!(
        (&moved["state"], &moved["start"]),
        (&json!("booked"), &json!(on("2026-12-07", "10:00")))
    );
    assert!(moved.get("displaced_from").is_none(), "{moved}");
    person.move_to(&on("2026-12-07", "10:20")).await.refused(409, "moved-too-often");
    assert_eq!(cancels.cancel().await.ok(200)["state"], "cancelled");
    assert_eq!(linden.free("ausweis", &on(NEXT, "09:00")).await, Some(3), "both gave it back");
    let left = city.get(&linden.path(&format!("/closures?day={DAY}"))).await.ok(200);
    assert_eq!(left["closures"][0]["displaced"], json!([]), "nobody waits for an answer");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn where_nothing_is_free_the_booking_waits_for_a_choice() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &on(DAY, "09:00")).await;
    let last = linden.book("ausweis", &on("2026-12-15", "09:00")).await;
    // Two weeks after, too: that far a start is held beyond the booking window.
    let days = (4..=31).map(|day| format!("2026-12-{day:02}"));
    for day in days.filter(|day| day.as_str() != "2026-12-15") {
        close(&city, &linden, &day).await;
    }
    close(&city, &linden, "2026-12-15").await;
    assert_eq!(last.state().await, "displaced");
    let closed = close(&city, &linden, DAY).await;
    assert!(closed["displaced"][0].get("held").is_none(), "{closed}");
    let now = booking.look().await.ok(200);
    assert_eq!((&now["state"], now["links"].get("accept")), (&json!("displaced"), None));
    let page = city.page(&format!("/bookings/{}", booking.secret)).await;
    assert!(page.text.contains("Zurzeit ist kein anderer Termin frei"), "{}", page.text);
    let mail = city.mails().await.pop().expect("a mail");
    assert!(mail.attachments[0].text.contains("METHOD:CANCEL"), "{}", mail.attachments[0].text);

    reopen(&city, &linden, "2026-12-08").await;
    let moved = booking.move_to(&on("2026-12-08", "09:40")).await.ok(200);
    assert_eq!(moved["state"], "booked");
    last.cancel().await.ok(200);
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn who_books_while_the_day_is_being_closed_is_refused_or_displaced() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let mut people = tokio::task::JoinSet::new();
    for place in 0..30 {
        let linden = linden.clone();
        let start = on(DAY, ["09:00", "09:20", "09:40", "10:00", "10:20", "10:40"][place % 6]);
        people.spawn(async move { linden.try_book("ausweis", &start).await });
    }
    let (_, answers) = tokio::join!(close(&city, &linden, DAY), people.join_all());
    for answer in answers {
        assert!([201, 409, 422, 503].contains(&answer.status), "{}", answer.text);
    }
    let ledger = Ledger::read(&city).await;
    ledger.check();
    let booked_there = ledger.active().filter(|(_, booking)| booking.date == DAY.parse().unwrap());
    assert_eq!(booked_there.count(), 0, "nobody is booked for a closed day");
    let all = city.get(&linden.path("/closures")).await.ok(200);
    assert_eq!(all["closures"][0]["left"], 0);
}

#[tokio::test]
async fn who_still_has_the_old_office_in_memory_cannot_book_a_closed_day() {
    let city = TestCity::open().await;
    let (store, id) = (city.own_store(), "linden".parse().expect("an id"));
    let old = store.office(&id).await.expect("readable").expect("there");
    // A hold has begun the day, and nobody is booked.
    city.linden().hold("ausweis", &on(DAY, "09:00")).await.ok(201);
    let (date, now) = (DAY.parse().expect("a date"), city.now());
    let closed = store.set_closed(&id, date, Some("Wasserschaden"), now).await.expect("closed");
    let displaced = store.displace(&closed.expect("there"), date, now).await.expect("displaced");
    assert_eq!(displaced, []);
    let items = domain::office::Items::one("ausweis".parse().expect("a service"));
    let at = domain::time::Moment::parse(&on(DAY, "09:20")).expect("an instant");
    let wish = store::BookRequest {
        office: &old,
        start: domain::day::Start::find(&old.office, &items, at, now).expect("by the old office"),
        payload: store::payload_hash(&items),
        items,
        email: None,
        name: None,
        language: "de".to_owned(),
        hold: None,
        key: &"knows-nothing-yet".parse().expect("a key"),
        by: domain::queue::Actor::Citizen,
        now,
    };
    let booked = store.book(&wish).await;
    assert!(matches!(booked, Err(store::StoreError::StaleConfiguration { .. })), "{booked:?}");
}

#[tokio::test]
async fn only_days_that_have_not_begun_are_closed_and_only_by_the_head() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let path = linden.path("/closures");
    let wish = |date: &str, reason: &str| json!({ "date": date, "reason": reason });
    city.post(&path, &wish("2026-11-30", "Zu spät")).await.refused(422, "in-the-past");
    city.post(&path, &wish(DAY, " ")).await.refused(400, "malformed");
    city.post(&path, &wish("morgen", "Wasserschaden")).await.refused(400, "malformed");
    city.at(&today("08:00"));
    city.post(&path, &wish("2026-12-01", "Wasserschaden")).await.refused(422, "already-open");
    close(&city, &linden, DAY).await;
    close(&city, &linden, DAY).await;
    let days = city.get(&path).await.ok(200);
    assert_eq!(days["closures"].as_array().unwrap().len(), 1, "closed twice is closed once");
    reopen(&city, &linden, DAY).await;
    assert_eq!(city.get(&path).await.ok(200)["closures"], json!([]));
    linden.book("ausweis", &on(DAY, "09:00")).await;
    Ledger::read(&city).await.check();

    let strict = tests::Opening { access: web::Access::Claims, ..tests::Opening::default() };
    let strict = TestCity::open_as(strict).await;
    let path = strict.linden().path("/closures");
    strict.get(&path).await.refused(401, "sign-in-needed");
    strict.post(&path, &wish(DAY, "Wasserschaden")).await.refused(401, "sign-in-needed");
}
