//! Everybody at once. Afterwards the table is counted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use tests::{Answer, Office, TestCity, ledger::Ledger, on, today};
use tokio::task::JoinSet;

/// Two threads, so that requests truly overlap.
macro_rules! race {
    ($name:ident, $story:expr) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            $story.await;
        }
    };
}

async fn all<T: Send + 'static>(
    rush: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    rush.into_iter().collect::<JoinSet<T>>().join_all().await
}

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

fn nobody_failed(answers: &[Answer]) {
    let failed = answers.iter().find(|answer| answer.status >= 500);
    assert!(failed.is_none(), "{failed:?}");
}

race!(two_hundred_clients_get_three_places, async {
    let city = TestCity::open().await;
    let linden = city.linden();
    let book = |office: Office| async move { office.try_book("ausweis", &today("09:00")).await };
    let answers = all((0..200).map(|_| book(linden.clone()))).await;
    nobody_failed(&answers);
    assert_eq!((count(&answers, 201), count(&answers, 409)), (3, 197));
    let full = answers.iter().find(|answer| answer.status == 409).unwrap();
    assert_eq!(full.refused(409, "slot-full")["nearest"].as_array().unwrap().len(), 3);
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(0));
    let ledger = Ledger::read(&city).await;
    ledger.check();
    assert_eq!((ledger.visits.len(), city.mails().await.len()), (3, 3));
});

race!(holds_and_bookings_share_a_place_fairly, async {
    let city = TestCity::open().await;
    let linden = city.linden();
    let start = today("09:00");
    for _ in 0..3 {
        linden.hold("ausweis", &start).await.ok(201);
    }
    linden.try_book("ausweis", &start).await.refused(409, "slot-full");
    // All three run out at once, and everybody wants what they kept.
    city.at(&today("07:50"));
    let come = |office: Office, hold: bool| async move {
        let start = today("09:00");
        if hold {
            office.hold("ausweis", &start).await
        } else {
            office.try_book("ausweis", &start).await
        }
    };
    let answers = all((0..60).map(|n| come(linden.clone(), n % 3 == 0))).await;
    nobody_failed(&answers);
    assert_eq!(count(&answers, 201), 3);
    Ledger::read(&city).await.check();
});

race!(one_wish_sent_twenty_times_at_once_is_one_booking, async {
    let city = TestCity::open().await;
    let path = city.linden().path("/bookings");
    let wish = json!({ "service": "ausweis", "start": today("09:00"), "email": "a@example.org" });
    let send = |city: TestCity| {
        let (path, wish) = (path.clone(), wish.clone());
        async move { city.post_with(&path, "one-wish-many-times", &wish).await }
    };
    let answers = all((0..20).map(|_| send(city.clone()))).await;
    assert_eq!(count(&answers, 201), 20);
    let secrets: BTreeSet<_> =
        answers.iter().map(|answer| answer.json()["secret"].to_string()).collect();
    assert_eq!(secrets.len(), 1);
    Ledger::read(&city).await.check();
    assert_eq!(city.mails().await.len(), 1);
});

race!(one_address_gets_no_more_than_its_three_however_fast_it_asks, async {
    let city = TestCity::open().await;
    let path = city.linden().path("/bookings");
    let send = |city: TestCity, n: usize| {
        let day = ["2026-12-01", "2026-12-02", "2026-12-04", "2026-12-07"][n % 4];
        let (path, start) = (path.clone(), on(day, ["09:00", "09:20", "09:40"][n / 4 % 3]));
        let wish = json!({ "service": "ausweis", "start": start, "email": "a@example.org" });
        async move { city.post(&path, &wish).await }
    };
    let answers = all((0..60).map(|n| send(city.clone(), n))).await;
    nobody_failed(&answers);
    assert_eq!((count(&answers, 201), count(&answers, 429)), (3, 57));
    Ledger::read(&city).await.check();
});

race!(two_hundred_walk_ins_draw_two_hundred_numbers, async {
    let city = TestCity::open().await;
    city.at(&today("08:05"));
    let path = city.linden().path("/tickets");
    let draw = |city: TestCity, n: usize| {
        let path = path.clone();
        // Each one is sent twice at the same time.
        let key = format!("walk-in-number-{:04}", n / 2);
        async move { city.post_with(&path, &key, &json!({ "service": "ausweis" })).await }
    };
    let answers = all((0..400).map(|n| draw(city.clone(), n))).await;
    assert_eq!(count(&answers, 201), 400);
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for answer in &answers {
        *numbers.entry(answer.json()["number"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    assert_eq!(numbers.len(), 200);
    assert!(numbers.values().all(|times| *times == 2));
    assert_eq!(numbers.keys().next().unwrap(), "100");
    assert_eq!(numbers.keys().last().unwrap(), "299");
    Ledger::read(&city).await.check();
});

race!(twenty_counters_press_twice_and_call_everybody_once, async {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:05"));
    let draw = |office: Office| async move { office.ticket("ausweis").await };
    all((0..200).map(|_| draw(linden.clone()))).await;
    let clerk = |counter: usize, city: TestCity| async move {
        let counter = city.linden().counter(&counter.to_string());
        let mut called = Vec::new();
        for press in 0..10 {
            let path = counter.path("next");
            let key = format!("press-{press:02}-{}", path.replace('/', "-"));
            let body = json!({ "finish_current": press > 0 });
            let (one, two) = tokio::join!(
                city.post_with(&path, &key, &body),
                city.post_with(&path, &key, &body),
            );
            let (one, two) = (one.ok(200), two.ok(200));
            assert_eq!(one["call"], two["call"], "one press, one call");
            called.push((
                one["call"]["sequence"].as_u64().unwrap(),
                one["call"]["number"].as_str().unwrap().to_owned(),
            ));
        }
        called
    };
    let called = all((1..=20).map(|counter| clerk(counter, city.clone()))).await;
    assert!(called.iter().all(|calls| calls.len() == 10));
    let called: BTreeMap<u64, String> = called.into_iter().flatten().collect();
    assert_eq!(called.keys().copied().collect::<Vec<_>>(), (1..=200).collect::<Vec<_>>());
    let mut numbers: Vec<_> = called.into_values().collect();
    numbers.sort();
    let expected: Vec<_> = (100..300).map(|number| number.to_string()).collect();
    assert_eq!(numbers, expected, "everybody once");
    assert_eq!(linden.calls().await["waiting"], 0);
    Ledger::read(&city).await.check();
});

race!(cancelling_moving_and_arriving_at_once_has_one_end, async {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:30"));
    for round in 0..6 {
        let booking = linden.book("ausweis", &today("09:00")).await;
        let act = |act: usize, office: Office| {
            let booking = booking.clone();
            async move {
                let answer = match act {
                    0 => booking.cancel().await,
                    1 => booking.move_to(&today("09:20")).await,
                    2 => booking.move_to(&today("09:40")).await,
                    _ => office.check_in(&json!({ "secret": booking.secret })).await,
                };
                (act, answer)
            }
        };
        let answers = all((0..4).map(|n| act((n + round) % 4, linden.clone()))).await;
        let ends =
            answers.iter().filter(|(act, answer)| [0, 3].contains(act) && answer.status == 200);
        assert_eq!(ends.count(), 1, "{answers:?}");
        assert!(
            answers.iter().all(|(_, answer)| [200, 409].contains(&answer.status)),
            "{answers:?}"
        );
        let state = booking.state().await;
        assert!(["cancelled", "waiting"].contains(&state.as_str()), "{state}");
        Ledger::read(&city).await.check();
    }
});

race!(many_cancellations_give_back_once, async {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    let cancel = |booking: tests::Booking| async move { booking.cancel().await };
    let answers = all((0..20).map(|_| cancel(booking.clone()))).await;
    assert_eq!((count(&answers, 200), count(&answers, 409)), (1, 19));
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(3));
    Ledger::read(&city).await.check();
});

race!(a_morning_with_everything_at_once, async {
    let city = TestCity::open().await;
    let linden = city.linden();
    let mut booked = Vec::new();
    for time in ["09:00", "09:20", "09:40", "10:00"] {
        for _ in 0..3 {
            booked.push(linden.book("ausweis", &today(time)).await);
        }
    }
    city.at(&today("08:59"));
    let act = |n: usize, office: Office| {
        let booking = booked[n % booked.len()].clone();
        async move {
            match n % 8 {
                0 | 1 => office.check_in(&json!({ "secret": booking.secret })).await,
                2 => booking.cancel().await,
                3 => booking.move_to(&today("10:40")).await,
                4 => office.try_book("ausweis", &today("10:20")).await,
                5 | 6 => office.try_ticket("ausweis").await,
                _ => {
                    let finish = json!({ "finish_current": true });
                    office.counter(&(n % 5 + 1).to_string()).press_with("next", &finish).await
                }
            }
        }
    };
    let answers = all((0..240).map(|n| act(n, linden.clone()))).await;
    nobody_failed(&answers);
    Ledger::read(&city).await.check();
});
