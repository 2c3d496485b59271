//! Another version of an office's file while people book.

use store::{Applied, RolledOut, StoreError};
use tests::{LINDEN, TestCity, ledger::Ledger, on, today, town};
use tokio::task::JoinSet;

fn with_starts(starts: u16) -> String {
    LINDEN.replace("starts = 3", &format!("starts = {starts}"))
}

/// Past the time for which a function uses the file it has read.
fn minutes_later(city: &TestCity) {
    city.at(&today("07:33"));
}

#[tokio::test]
async fn a_larger_plan_has_more_room_and_a_smaller_one_never_less_than_none() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let mut booked = Vec::new();
    for _ in 0..3 {
        booked.push(linden.book("ausweis", &today("09:00")).await);
    }
    linden.hold("ausweis", &today("09:20")).await.ok(201);
    assert_eq!(city.apply("linden.toml", &with_starts(5)).await, Applied::Now(2));
    minutes_later(&city);
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(2));
    assert_eq!(linden.free("ausweis", &today("09:20")).await, Some(4));
    let written = Ledger::read(&city).await.days;
    assert!(written.values().all(|day| day.version == 1), "listing writes nothing: {written:?}");
    // Whoever books next counts the day anew.
    linden.book("ausweis", &today("10:40")).await;
    assert_eq!(linden.free("ausweis", &today("09:20")).await, Some(4));
    Ledger::read(&city).await.check_capacity(&[("linden.toml".to_owned(), with_starts(5))]);

    assert_eq!(city.apply("linden.toml", &with_starts(1)).await, Applied::Now(3));
    city.at(&today("07:36"));
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(0));
    assert_eq!(linden.free("ausweis", &today("09:20")).await, Some(0));
    linden.try_book("ausweis", &today("09:00")).await.refused(409, "slot-full");
    // Three are booked where one is planned: two have to go before one is free.
    for left in [0, 0, 1] {
        booked.pop().unwrap().cancel().await.ok(200);
        assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(left));
    }
    Ledger::read(&city).await.check_capacity(&[("linden.toml".to_owned(), with_starts(1))]);
    assert_eq!(city.apply("linden.toml", &with_starts(1)).await, Applied::Unchanged(3));
}

#[tokio::test]
async fn a_function_that_knows_an_old_plan_says_so_and_then_knows_the_new_one() {
    let city = TestCity::open().await;
    let linden = city.linden();
    linden.book("ausweis", &today("09:00")).await;
    // The roll-out counts the day anew.
    let rolled_out = city.roll_out("linden", &with_starts(5)).await;
    assert_eq!(rolled_out, RolledOut::Now(2));
    let stale = linden.try_book("ausweis", &today("09:00")).await.refused(409, "plan-changed");
    assert!(stale["detail"].as_str().unwrap().contains("neu"), "{stale}");
    linden.book("ausweis", &today("09:00")).await;
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(3));
    Ledger::read(&city).await.check_capacity(&[("linden.toml".to_owned(), with_starts(5))]);
}

#[tokio::test]
async fn who_only_looks_never_meets_an_old_plan() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    let _ = city.roll_out("linden", &with_starts(5)).await;
    assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(4));
    let _ = city.roll_out("linden", &with_starts(6)).await;
    let page = city.page(&format!("/bookings/{}/move", booking.secret)).await;
    assert_eq!(page.status, 200, "{}", page.text);
}

#[tokio::test]
async fn bookings_outlive_opening_hours_that_no_longer_have_them() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let start = on("2026-12-02", "09:00");
    let (stays, goes) =
        (linden.book("ausweis", &start).await, linden.book("ausweis", &start).await);
    let shorter = LINDEN
        .replace("08:00-16:00", "10:00-16:00")
        .replace("from = \"09:00\"", "from = \"10:00\"");
    let _ = city.apply("linden.toml", &shorter).await;
    minutes_later(&city);
    linden.try_book("ausweis", &start).await.refused(422, "no-such-slot");
    goes.cancel().await.ok(200);
    stays.move_to(&on("2026-12-02", "10:20")).await.ok(200);
    let ledger = Ledger::read(&city).await;
    ledger.check_bookings();
    ledger.check_capacity(&[("linden.toml".to_owned(), shorter)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_lost_while_the_plan_changes_under_their_hands() {
    let city = TestCity::open().await;
    let mut rush = JoinSet::new();
    for n in 0..60_usize {
        let linden = city.linden();
        rush.spawn(async move {
            let start = today(["09:00", "09:20", "09:40", "10:00"][n % 4]);
            linden.try_book("ausweis", &start).await
        });
    }
    for starts in [5, 2, 6, 1, 4] {
        let text = with_starts(starts);
        let (store, now, id) = (city.own_store(), city.now(), "linden".parse().unwrap());
        // Too much traffic is no failure of this test.
        let _ = store.roll_out(&town::city_file(), &text, &id, now).await;
    }
    let answers = rush.join_all().await;
    for answer in &answers {
        assert!([201, 409].contains(&answer.status), "{answer:?}");
    }
    assert!(matches!(
        city.roll_out("linden", &with_starts(4)).await,
        RolledOut::Now(_) | RolledOut::Unchanged(_)
    ));
    let ledger = Ledger::read(&city).await;
    ledger.check_bookings();
    ledger.check_capacity(&[("linden.toml".to_owned(), with_starts(4))]);
    let booked = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(ledger.active().count(), booked);
}

#[tokio::test]
async fn a_broken_file_is_refused_and_nothing_else_notices() {
    let city = TestCity::open().await;
    let (linden, mitte) = (city.linden(), city.office("mitte"));
    let broken = LINDEN.replace("closures", "closing_days");
    let refused = city.own_store().apply(&town::city_file(), "linden.toml", &broken).await;
    let Err(StoreError::Configuration { source, .. }) = refused else {
        panic!("refused: {refused:?}")
    };
    let message = source.to_string();
    assert!(message.contains("linden.toml") && message.contains("closing_days"), "{message}");
    assert!(message.chars().any(|c| c.is_ascii_digit()), "the line is named: {message}");
    minutes_later(&city);
    linden.book("ausweis", &today("09:00")).await;
    mitte.book("personalausweis", &today("09:00")).await;
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn one_more_file_is_one_more_office() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("offices")).unwrap();
    std::fs::write(folder.path().join("city.toml"), town::city_file()).unwrap();
    for (name, text) in town::office_files() {
        std::fs::write(folder.path().join("offices").join(name), text).unwrap();
    }
    let third = LINDEN.replace("linden", "querenburg").replace("Bürgerbüro Linden", "Bürgerbüro Q");
    std::fs::write(folder.path().join("offices/querenburg.toml"), third).unwrap();
    let city = TestCity::open().await;
    let shown = city.house().move_in(folder.path(), city.now()).await.unwrap();
    assert_eq!(shown.len(), 4);
    let office = city.office("querenburg");
    let start = on("2026-12-14", "09:00");
    assert_eq!(office.free("ausweis", &start).await, Some(3));
    office.book("ausweis", &start).await;
    city.at(&today("08:05"));
    office.ticket("abholen").await;
    assert_eq!(office.counter("21").call().await, "100");
    assert_eq!(city.page(&office.path("/board")).await.status, 200);
    // It begins with a believable week, and nobody in it gets a mail.
    let ledger = Ledger::read(&city).await;
    assert!(ledger.visits.values().filter(|v| v.office.as_str() == "querenburg").count() > 10);
    assert_eq!(city.mails().await.len(), 1);
}
