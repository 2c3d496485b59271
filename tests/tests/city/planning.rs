//! The head of an office publishes a plan, and what was measured decides.

use domain::{
    queue::{Event, EventKind},
    statistics::recount,
    time::{Moment, Seconds},
};
use serde_json::{Value, json};
use tests::{Office, TestCity, ledger::Ledger, on, today, town::PATIENCE};

async fn proposal(city: &TestCity, office: &Office) -> Value {
    city.get(&office.path("/plan")).await.ok(200)
}

async fn publish(city: &TestCity, office: &Office) -> Value {
    city.post(&office.path("/plan"), &json!({})).await.ok(200)
}

/// The free starts of a listing.
fn free(listing: &Value) -> Vec<(String, i64)> {
    let days = listing["days"].as_array().expect("days");
    let slots = days.iter().flat_map(|day| day["slots"].as_array().expect("slots"));
    let free = slots.map(|slot| {
        (slot["start"].as_str().expect("a start").to_owned(), slot["free"].as_i64().expect("free"))
    });
    free.filter(|(_, free)| *free > 0).collect()
}

#[tokio::test]
async fn a_proposal_explains_itself_and_changes_nothing_until_it_is_published() {
    let city = TestCity::open().await;
    let mitte = city.office("mitte");
    let before = mitte.slots("reisepass").await;
    let proposed = proposal(&city, &mitte).await;
    assert_eq!(mitte.slots("reisepass").await, before);
    let day = &proposed["days"][1];
    let hours = day["hours"].as_array().expect("hours");
    assert!(hours.iter().any(|hour| hour["free"].as_i64() > Some(0)), "{day}");
    assert!(hours.iter().all(|hour| hour["why_not"].is_string()), "{day}");
    let sum: i64 = hours.iter().map(|hour| hour["free"].as_i64().expect("free")).sum();
    assert_eq!(Some(sum), day["offered"].as_i64(), "nobody is booked");
    let page = city.page(&mitte.path("/plan")).await;
    assert!(page.text.contains("Diesen Plan veröffentlichen"), "{}", page.text);

    let published = publish(&city, &mitte).await;
    assert_eq!(published["version"], 2);
    for day in published["days"].as_array().expect("days") {
        assert_eq!(day["offered"], day["in_force"], "{day}");
    }
    assert_ne!(mitte.slots("reisepass").await, before);
    let again = publish(&city, &mitte).await;
    assert_eq!(again["version"], 2, "the same plan is no new version");
    let other = json!({ "version": 1 });
    city.post(&mitte.path("/plan"), &other).await.refused(409, "plan-overtaken");
}

#[tokio::test]
async fn what_is_listed_under_a_published_plan_can_be_booked_one_by_one() {
    let city = TestCity::open().await;
    let mitte = city.office("mitte");
    publish(&city, &mitte).await;
    let listing = mitte.slots("reisepass").await;
    let (start, places) =
        free(&listing).into_iter().max_by_key(|(_, free)| *free).expect("something is free");
    for left in (0..places).rev() {
        let answer = mitte.try_book("reisepass", &start).await;
        answer.ok(201);
        assert_eq!(mitte.free("reisepass", &start).await, Some(left));
    }
    mitte.try_book("reisepass", &start).await.refused(409, "slot-full");
    mitte.hold("reisepass", &start).await.refused(409, "slot-full");
    let ledger = Ledger::read(&city).await;
    ledger.check_bookings();
    let office = "mitte".parse().expect("an id");
    let configured = city.own_store().office(&office).await.expect("readable").expect("there");
    let day = start[..10].parse().expect("a date");
    let planned = configured.office.starts(day).total();
    let booked = ledger.active().filter(|(_, booking)| booking.date == day).count();
    assert!(booked <= usize::try_from(planned).expect("small"), "{booked} of {planned}");
}

/// Two counters bear fewer long visits at once than a plan may have starts.
#[tokio::test]
async fn beyond_the_promise_nothing_is_listed_held_or_booked() {
    let city = TestCity::open().await;
    let office = city.office("langendreer");
    let (id, start) = ("langendreer".parse().expect("an id"), on("2026-12-03", "10:00"));
    let mut starts = vec![0; 288];
    starts[120] = 9;
    let (day, now) = ("2026-12-03".parse().expect("a date"), "2026-12-01".parse().expect("a date"));
    let _ =
        city.own_store().publish(&id, &[(day, starts)], now, city.now()).await.expect("published");
    let free = office.free("reisepass", &start).await.expect("listed");
    assert!((1..9).contains(&free), "{free}");
    for left in (0..free).rev() {
        office.book("reisepass", &start).await;
        assert_eq!(office.free("reisepass", &start).await, Some(left));
    }
    office.try_book("reisepass", &start).await.refused(409, "slot-full");
    office.hold("reisepass", &start).await.refused(409, "slot-full");
}

#[tokio::test]
async fn a_replayed_booking_is_answered_when_its_start_is_full_by_then() {
    let city = TestCity::open().await;
    let mitte = city.office("mitte");
    publish(&city, &mitte).await;
    let listing = mitte.slots("reisepass").await;
    let (start, places) =
        free(&listing).into_iter().min_by_key(|(_, free)| *free).expect("something is free");
    let wish = json!({ "service": "reisepass", "start": start, "email": city.new_address() });
    let path = mitte.path("/bookings");
    let key = "the-first-of-them-all";
    let first = city.post_with(&path, key, &wish).await.ok(201);
    for _ in 1..places {
        mitte.book("reisepass", &start).await;
    }
    mitte.try_book("reisepass", &start).await.refused(409, "slot-full");
    let again = city.post_with(&path, key, &wish).await.ok(201);
    assert_eq!(again["number"], first["number"]);
    let hold = json!({ "service": "reisepass", "start": start });
    city.post_with(&mitte.path("/holds"), "held-too-late-00", &hold)
        .await
        .refused(409, "slot-full");
}

#[tokio::test]
async fn publishing_while_people_book_loses_nobody_and_overbooks_nothing() {
    let city = TestCity::open().await;
    let mitte = city.office("mitte");
    let starts = free(&mitte.slots("reisepass").await);
    let mut people = tokio::task::JoinSet::new();
    for (start, _) in starts.into_iter().step_by(7).take(30) {
        let mitte = mitte.clone();
        people.spawn(async move { mitte.try_book("reisepass", &start).await });
    }
    let (_, answers) = tokio::join!(publish(&city, &mitte), people.join_all());
    let mut booked = 0;
    for answer in answers {
        assert!([201, 409, 422, 503].contains(&answer.status), "{}", answer.text);
        booked += usize::from(answer.status == 201);
    }
    publish(&city, &mitte).await;
    let ledger = Ledger::read(&city).await;
    ledger.check_bookings();
    assert_eq!(ledger.active().count(), booked, "who was told so is booked");
    // For each start that is counted: free + booked = planned, at least zero.
    let office = "mitte".parse().expect("an id");
    let configured = city.own_store().office(&office).await.expect("readable").expect("there");
    for ((id, date), day) in ledger.days.iter().filter(|((id, _), _)| id == "mitte") {
        let none = Vec::new();
        let numbers = ledger.numbers.get(&(id.clone(), *date)).unwrap_or(&none);
        for (unit, planned) in configured.office.starts(*date).iter() {
            let taken = numbers.iter().filter(|n| !n.void && n.unit == unit).count();
            let place = day.place(unit).expect("a planned start is counted");
            let sum = i64::from(day.free[place]) + i64::try_from(taken).expect("small");
            assert_eq!(sum, i64::from(planned), "{date} {unit:?}");
        }
    }
}

/// A day at Linden on which every case takes so many minutes.
async fn a_day(city: &TestCity, date: &str, minutes: i64) {
    let linden = city.linden();
    let counter = linden.counter("1");
    let mut now = Moment::parse(&on(date, "08:00")).expect("an instant");
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").expect("bundled");
    for _ in 0..20 {
        city.at(&now.rfc3339(&zone));
        linden.ticket("ausweis").await;
        counter.next().await;
        now = now + Seconds::minutes(minutes);
        city.at(&now.rfc3339(&zone));
        counter.press("finish").await.ok(200);
    }
    city.city().drained(PATIENCE).await.expect("the history is written in time");
}

#[tokio::test]
async fn what_was_measured_on_past_days_decides_from_the_next_on() {
    let city = TestCity::open().await;
    let id = "linden".parse().expect("an id");
    let store = city.own_store();
    for date in ["2026-12-01", "2026-12-02", "2026-12-04"] {
        a_day(&city, date, 20).await;
    }
    let measured = store.measured(&id).await.expect("readable").expect("something");
    assert_eq!(measured.date.to_string(), "2026-12-04");
    let cases: u64 =
        measured.figures.service_times.values().map(domain::statistics::ServiceTimes::cases).sum();
    assert_eq!(cases, 40, "two days are over");
    a_day(&city, "2026-12-07", 20).await;
    let measured = store.measured(&id).await.expect("readable").expect("something");
    let cases: u64 =
        measured.figures.service_times.values().map(domain::statistics::ServiceTimes::cases).sum();
    assert_eq!(cases, 60);

    // The same figures come from the history, read again by hand.
    let configured = store.office(&id).await.expect("readable").expect("there");
    let date = "2026-12-01".parse().expect("a date");
    let events: Vec<Event> = store.history(&id, date).await.expect("readable");
    assert!(events.iter().any(|event| event.kind == EventKind::Finished));
    let again = recount(&configured.office, date, &events);
    let kept = store.figures(&id, date, date).await.expect("readable");
    assert_eq!(kept[&date], again.figures);
    let tables = configured.office.tables_by(&measured.figures);
    assert_eq!(tables.services[0].survival.at(1200), 0, "no case took longer than 20 minutes");
    assert!(configured.office.tables().services[0].survival.at(1200) > 0, "as was believed");
}

#[tokio::test]
async fn a_day_on_which_nobody_was_there_is_not_measured() {
    let city = TestCity::open().await;
    city.linden().book("ausweis", &on("2026-12-02", "09:00")).await;
    a_day(&city, "2026-12-01", 10).await;
    a_day(&city, "2026-12-04", 10).await;
    let (store, id) = (city.own_store(), "linden".parse().expect("an id"));
    let (from, to) = ("2026-11-30".parse().expect("a date"), "2026-12-04".parse().expect("a date"));
    let counted = store.figures(&id, from, to).await.expect("readable");
    let days: Vec<_> = counted.keys().map(ToString::to_string).collect();
    assert_eq!(days, ["2026-12-01"]);
}

#[tokio::test]
async fn planning_is_for_the_head_of_the_office() {
    let strict = tests::Opening { access: web::Access::Claims, ..tests::Opening::default() };
    let strict = TestCity::open_as(strict).await;
    let path = strict.linden().path("/plan");
    strict.get(&path).await.refused(401, "sign-in-needed");
    strict.post(&path, &json!({})).await.refused(401, "sign-in-needed");
    strict.at(&today("10:00"));
}
