//! Mails that no command asks for: reminders, and mails that come back.

use local_dev::{inbox::Fault, mime::Mail};
use serde_json::json;
use tests::{TestCity, on};

/// The mails beside the first of each booking.
async fn reminders(city: &TestCity) -> Vec<Mail> {
    let reminds = |mail: &Mail| mail.subject.starts_with("Erinnerung");
    city.mails().await.into_iter().filter(reminds).collect()
}

#[tokio::test]
async fn who_booked_long_before_is_reminded_once_the_day_before() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let person = linden.book("ausweis", &on("2026-12-09", "10:00")).await;
    let cancels = linden.book("ausweis", &on("2026-12-09", "10:20")).await;
    city.mails().await;
    cancels.cancel().await.ok(200);

    for (now, count) in [
        (on("2026-12-08", "09:59"), 0),
        (on("2026-12-08", "10:01"), 1),
        // Told again, and hours later: nobody is reminded twice.
        (on("2026-12-08", "11:01"), 1),
        (on("2026-12-08", "19:30"), 1),
    ] {
        city.at(&now);
        city.tick().await;
        assert_eq!(reminders(&city).await.len(), count, "at {now}");
    }
    let mail = &reminders(&city).await[0];
    assert!(mail.text.contains(&person.number), "{}", mail.text);
    assert!(mail.text.contains(&person.secret), "the link is there again");
    assert!(!mail.subject.contains(&person.number) && !mail.subject.contains("Ausweis"));
}

#[tokio::test]
async fn who_moves_after_the_reminder_is_told_by_the_mail_about_that() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let person = linden.book("ausweis", &on("2026-12-09", "10:00")).await;
    city.mails().await;
    city.at(&on("2026-12-08", "10:01"));
    city.tick().await;
    assert_eq!(reminders(&city).await.len(), 1);
    person.move_to(&on("2026-12-09", "10:40")).await.ok(200);
    city.at(&on("2026-12-08", "12:01"));
    city.tick().await;
    assert_eq!(reminders(&city).await.len(), 1, "the mail about the move says it all");
}

#[tokio::test]
async fn while_another_mail_is_still_owed_nobody_is_reminded() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.city().ground().inbox.fail(Fault::Throttled, 1000);
    linden.book("ausweis", &on("2026-12-09", "10:00")).await;
    let (store, id) = (city.own_store(), "linden".parse().expect("an id"));
    let date = "2026-12-09".parse().expect("a date");
    let office = store.office(&id).await.expect("readable").expect("there").office;
    let booked = store.numbers(&id, date).await.expect("listed").remove(0);
    let now = city.now();
    assert!(!store.remind(&office, date, &booked, now).await.expect("tried"), "not told yet");
    city.city().ground().inbox.heal();
    assert_eq!(city.mails().await.len(), 1);
    assert!(store.remind(&office, date, &booked, now).await.expect("tried"));
    assert_eq!(reminders(&city).await.len(), 1);
    let again = store.remind(&office, date, &booked, now).await.expect("tried");
    assert!(!again, "not twice either by whoever has read the number before");
}

#[tokio::test]
async fn an_hour_that_was_missed_is_made_up_for() {
    let city = TestCity::open().await;
    let linden = city.linden();
    linden.book("ausweis", &on("2026-12-09", "10:00")).await;
    city.mails().await;
    // An hour that fails is no hour less: the next one finds what is due.
    city.at(&on("2026-12-08", "15:01"));
    city.tick().await;
    assert_eq!(reminders(&city).await.len(), 1, "late, and still of use");
}

#[tokio::test]
async fn a_mail_that_comes_back_is_noted_wherever_the_booking_goes() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let wish = json!({ "service": "ausweis", "start": on("2026-12-09", "10:00"),
        "email": "bounce@simulator.amazonses.com" });
    let booked = city.post(&linden.path("/bookings"), &wish).await.ok(201);
    assert_eq!(city.mails().await.len(), 1);
    city.tick().await;

    city.at(&on("2026-12-08", "10:01"));
    city.tick().await;
    assert_eq!(reminders(&city).await.len(), 0, "nobody reads it");

    let secret = booked["secret"].as_str().expect("a secret");
    let moved = json!({ "start": on("2026-12-10", "10:00") });
    city.post(&format!("/bookings/{secret}/move"), &moved).await.ok(200);
    let water = json!({ "date": "2026-12-10", "reason": "Wasserschaden" });
    let closed = city.post(&linden.path("/closures"), &water).await.ok(200);
    let displaced = &closed["displaced"][0];
    assert_eq!(displaced["mail"], json!(false), "has to be called: {closed}");

    let held = displaced["held"]["start"].as_str().expect("another start");
    city.at(&format!("{}T07:30:00+01:00", &held[..10]));
    let today = city.get(&linden.path("/today")).await.ok(200);
    assert_eq!((&today["expected"], &today["unreachable"]), (&json!(1), &json!(1)));
    let page = city.page(&linden.path("/today")).await.text;
    assert!(page.contains("Davon nicht erreichbar"), "{page}");
}
