//! The history of a day: what happened, when, in which role and why; never who.

use domain::{
    estimate::WaitRange,
    queue::{Actor, Event, EventKind as Kind},
};
use serde_json::{Value, json};
use store::{EventName, Recorded};
use tests::{Opening, TestCity, ledger::Ledger, on, today, town::PATIENCE};

/// The history of a day at Linden, once everything has come.
async fn history(city: &TestCity, date: &str) -> Vec<Event> {
    city.city().drained(PATIENCE).await.expect("the history is written in time");
    let office = "linden".parse().expect("an id");
    city.own_store().history(&office, date.parse().expect("a date")).await.expect("readable")
}

fn told(events: &[Event]) -> Vec<(Kind, Actor, Option<String>)> {
    let told = |event: &Event| (event.kind, event.by, event.number.map(|n| n.to_string()));
    events.iter().map(told).collect()
}

#[tokio::test]
async fn a_day_is_told_in_order_with_roles_and_reasons_however_often_it_is_delivered() {
    let city = TestCity::open_as(Opening { twice: true, ..Opening::default() }).await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:20")).await;
    city.at(&today("09:00"));
    let kiosk = linden.path("/tickets?via=kiosk");
    let ticket = city.post(&kiosk, &json!({ "service": "abholen" })).await.ok(201);
    let ticket = ticket["number"].as_str().expect("a number").to_owned();
    city.at(&today("09:10"));
    let who = json!({ "number": booking.number, "time": "09:20" });
    linden.check_in(&who).await.ok(200);
    city.at(&today("09:20"));
    let counter = linden.counter("3");
    assert_eq!(counter.call().await, booking.number);
    counter.press("start").await.ok(200);
    city.at(&today("09:30"));
    counter.press_with("next", &json!({ "finish_current": true })).await.ok(200);

    let events = history(&city, "2026-12-01").await;
    let (number, drawn) = (Some(booking.number.clone()), Some(ticket));
    assert_eq!(
        told(&events),
        [
            (Kind::Booked, Actor::Citizen, number.clone()),
            (Kind::Drawn, Actor::Kiosk, drawn.clone()),
            (Kind::CheckedIn, Actor::Kiosk, number.clone()),
            (Kind::Opened, Actor::Clerk, None),
            (Kind::Called, Actor::Clerk, number.clone()),
            (Kind::Started, Actor::Clerk, number.clone()),
            (Kind::Finished, Actor::Clerk, number),
            (Kind::Called, Actor::Clerk, drawn),
        ]
    );
    assert!(events[4].reason.is_some() && events[7].reason.is_some(), "a call says why");
    assert!(events[2].items.is_some() && events[2].start.is_some());
    let version = Ledger::read(&city).await.queues.values().next().expect("a queue").version;
    assert_eq!(events.len() as u64 - 1, version, "every change of the queue is told");
}

/// A visit is written again when its mail is out, and then tells its latest event
/// anew, often in the same batch.
#[tokio::test]
async fn an_event_that_comes_twice_in_a_batch_is_written_once() {
    let city = TestCity::open().await;
    let (office, date) = ("linden".parse().expect("an id"), "2026-12-01".parse().expect("a date"));
    let event = Event::new(Kind::Opened, city.now(), Actor::Clerk);
    let told = Recorded { office, date, name: EventName::Queue(1), event };
    let later = Recorded { name: EventName::Queue(2), ..told.clone() };
    let batch = [told.clone(), later, told];
    city.own_store().write_history(&batch).await.expect("the table takes it");
    assert_eq!(history(&city, "2026-12-01").await.len(), 2);
}

#[tokio::test]
async fn what_happens_to_a_booking_is_told_on_every_day_that_it_concerns() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let person = linden.book("ausweis", &on("2026-12-02", "09:00")).await;
    let moved = person.move_to(&on("2026-12-04", "09:20")).await.ok(200);
    let cancels = linden.book("ausweis", &on("2026-12-04", "09:40")).await;
    let path = format!("/bookings/{}/cancel?via=desk", cancels.secret);
    city.post(&path, &json!({})).await.ok(200);
    let closes = json!({ "date": "2026-12-04", "reason": "Wasserschaden" });
    city.post(&linden.path("/closures"), &closes).await.ok(200);
    let held = person.look().await.ok(200);

    let number = |view: &serde_json::Value| view["number"].as_str().map(str::to_owned);
    assert_eq!(
        told(&history(&city, "2026-12-02").await),
        [
            (Kind::Booked, Actor::Citizen, Some(person.number.clone())),
            (Kind::MovedAway, Actor::Citizen, Some(person.number.clone())),
        ]
    );
    let mut events = told(&history(&city, "2026-12-04").await);
    events.sort_by_key(|(kind, _, number)| (number.clone(), *kind as u8));
    let mut expected = vec![
        (Kind::Moved, Actor::Citizen, number(&moved)),
        (Kind::Displaced, Actor::Lead, number(&moved)),
        (Kind::Booked, Actor::Citizen, Some(cancels.number.clone())),
        (Kind::Cancelled, Actor::InfoDesk, Some(cancels.number.clone())),
    ];
    expected.sort_by_key(|(kind, _, number)| (number.clone(), *kind as u8));
    assert_eq!(events, expected);
    let next = told(&history(&city, "2026-12-07").await);
    assert_eq!(next, [(Kind::Offered, Actor::Lead, number(&held))]);
}

/// Whoever adds a field to an event has to think of this.
#[tokio::test]
async fn the_history_names_neither_a_person_nor_a_counter() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let start = today("09:20");
    let wish = json!({ "service": "trauung", "start": start, "name": "Erika Mustermann",
        "email": "erika@example.org" });
    let booking = city.post(&linden.path("/bookings"), &wish).await.ok(201);
    city.at(&today("09:15"));
    linden.check_in(&json!({ "secret": booking["secret"] })).await.ok(200);
    city.at(&today("09:20"));
    linden.counter("17").serve_next().await;
    let events = history(&city, "2026-12-01").await;
    assert!(events.len() >= 5, "{events:?}");
    for event in &events {
        let text = serde_json::to_string(event).expect("JSON");
        for secret in ["rika", "ustermann", "example", r#""17""#] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert!(!text.contains(booking["secret"].as_str().expect("a secret")), "{text}");
    }
}

/// What the tickets of a day told, as the history has it.
fn ranges(events: &[Event]) -> Vec<Option<WaitRange>> {
    let drawn = events.iter().filter(|event| event.kind == Kind::Drawn);
    drawn.map(|event| event.told.map(|told| told.range)).collect()
}

/// An hour at which three people draw at once and are called 20 minutes later,
/// three times: nothing in the hall says why. What their tickets told.
async fn slow_hour(city: &TestCity, date: &str, hour: u8) -> Vec<Value> {
    let linden = city.linden();
    let mut told = Vec::new();
    for minute in ["00", "20", "40"] {
        city.at(&on(date, &format!("{hour:02}:{minute}")));
        for counter in ["1", "2", "3"] {
            let counter = linden.counter(counter);
            if (hour, minute) == (8, "00") {
                counter.press("open").await.ok(200);
            } else {
                counter.call().await;
                counter.press("finish").await.ok(200);
            }
        }
        for _ in 0..3 {
            told.push(linden.try_ticket("abholen").await.ok(201)["wait"].clone());
        }
    }
    told
}

#[tokio::test]
async fn what_tickets_told_is_kept_and_the_next_ones_allow_for_what_came_of_it() {
    let city = TestCity::open().await;
    let linden = city.linden();
    for date in ["2026-12-01", "2026-12-04"] {
        let mut told = Vec::new();
        for hour in 8..12 {
            told.extend(slow_hour(&city, date, hour).await);
        }
        let kept = ranges(&history(&city, date).await);
        let kept: Vec<_> = kept
            .into_iter()
            .map(|range| range.expect("every ticket tells a wait"))
            .map(|range| json!({ "low_min": range.low_min(), "high_min": range.high_min() }))
            .collect();
        assert_eq!(kept, told, "the history has what the tickets told");
        let day = city.get(&linden.path(&format!("/days/{date}"))).await.ok(200);
        assert_eq!(day["waits_told"]["people"], json!(33), "of the last three nobody is called");
        assert_eq!(day["waits_told"]["kept_ppm"], json!(0), "{told:?}");
    }
    city.at(&on("2026-12-07", "08:00"));
    for counter in ["1", "2", "3"] {
        linden.counter(counter).press("open").await.ok(200);
    }
    // The first of the day makes the days before count.
    linden.ticket("abholen").await;
    history(&city, "2026-12-07").await;
    city.at(&on("2026-12-07", "08:02"));
    let wait = linden.try_ticket("abholen").await.ok(201)["wait"].clone();
    assert!(wait["high_min"].as_i64() >= Some(20), "{wait}");
    let kept = ranges(&history(&city, "2026-12-07").await);
    assert_eq!(kept[1].map(|range| json!(range.high_min())), Some(wait["high_min"].clone()));

    let weeks = city.get(&linden.path("/days")).await.ok(200);
    assert_eq!(weeks["together"]["waits_told"], json!({ "people": 66, "kept_ppm": 0 }));
    let dates: Vec<_> =
        weeks["days"].as_array().expect("days").iter().map(|day| &day["date"]).collect();
    assert_eq!(dates, ["2026-12-04", "2026-12-01"], "today is not over");
    let page = city.page(&linden.path("/days")).await.text;
    assert!(page.contains("Freitag, 4. Dezember") && page.contains("0,0 %"), "{page}");
}

/// What the second ticket at 9:00 tells, while one counter serves the first and
/// appointments are booked for these times; and what the history keeps of it.
async fn second_ticket(booked: &[&str]) -> (Value, Option<Value>) {
    let city = TestCity::open().await;
    let linden = city.linden();
    for time in booked {
        linden.book("ausweis", &today(time)).await;
    }
    city.at(&today("09:00"));
    let first = linden.ticket("ausweis").await;
    assert_eq!(linden.counter("3").call().await, first.number);
    let drawn = linden.try_ticket("ausweis").await.ok(201);
    let seen = city.get(drawn["links"]["self"].as_str().expect("a link")).await.ok(200);
    assert_eq!(seen["wait"], drawn["wait"], "the page of the ticket tells the same");
    let kept = ranges(&history(&city, "2026-12-01").await)[1]
        .map(|range| json!({ "low_min": range.low_min(), "high_min": range.high_min() }));
    (drawn["wait"].clone(), kept)
}

#[tokio::test]
async fn who_is_booked_and_on_the_way_counts_in_the_wait_of_a_ticket() {
    let (alone, _) = second_ticket(&[]).await;
    let (behind, kept) = second_ticket(&["09:00", "09:20"]).await;
    assert!(behind["high_min"].as_i64() > alone["high_min"].as_i64(), "{behind} after {alone}");
    assert_eq!(kept, Some(behind), "the history has what the ticket told");
}

#[tokio::test]
async fn a_day_is_explained_to_the_head_of_the_office() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("09:00"));
    let late = linden.ticket("ausweis").await;
    city.at(&today("09:40"));
    assert_eq!(linden.counter("3").call().await, late.number);
    history(&city, "2026-12-01").await;
    let day = city.get(&linden.path("/days/today")).await.ok(200);
    assert_eq!(day["thirty_minutes"], json!({ "people": 1, "kept_ppm": 0 }));
    let breach = &day["breaches"][0];
    assert_eq!((&breach["late_s"], &breach["cause"]), (&json!(600), &json!("no-counter")));
    let called = day["events"].as_array().expect("events").last().expect("a call").clone();
    assert_eq!((&called["what"], &called["why"]), (&json!("called"), &json!("wartet am längsten")));
    let page = city.page(&linden.path("/days/2026-12-01")).await.text;
    for said in ["wartet am längsten", "0,0 %", "kein geöffneter Schalter"] {
        assert!(page.contains(said), "{said} in {page}");
    }
    let empty = city.page(&linden.path("/days/2026-11-30")).await.text;
    assert!(empty.contains("nichts aufgezeichnet"), "{empty}");
    city.get(&linden.path("/days/gestern")).await.refused(404, "not-found");
}

#[tokio::test]
async fn today_tells_how_many_counters_are_planned_at_any_minute() {
    let city = TestCity::open().await;
    for time in ["10:00", "10:01", "12:03"] {
        city.at(&on("2026-12-03", time));
        let today = city.get("/offices/mitte/today").await.ok(200);
        let planned = if time == "12:03" { 8 } else { 11 };
        assert_eq!(today["counters"]["planned"], json!(planned), "at {time}");
    }
}
