//! One whole visit, at every office.

use serde_json::json;
use tests::{TestCity, ledger::Ledger};

#[tokio::test]
async fn a_citizen_books_comes_is_called_and_reads_the_number_on_the_board() {
    for (id, service, start) in [
        ("mitte", "personalausweis", "2026-12-01T09:20:00+01:00"),
        ("langendreer", "reisepass", "2026-12-01T09:15:00+01:00"),
    ] {
        let city = TestCity::open().await;
        let office = city.office(id);
        let free = office.free(service, start).await.expect("is offered");
        let hold = office.hold(service, start).await.ok(201);
        assert_eq!(office.free(service, start).await, Some(free - 1));
        let wish = json!({
            "service": service, "start": start, "email": "erika.muster@example.org",
            "hold": hold["hold"],
        });
        let booked = city.post(&office.path("/bookings"), &wish).await.ok(201);
        let booking = tests::Booking::of(&city, &booked);
        assert_eq!(office.free(service, start).await, Some(free - 1));
        assert_eq!(booked["office"], id);
        assert_eq!(booked["service"], service);
        assert_eq!(booked["start"], start);
        assert_eq!(booking.number.len(), 3);
        assert!(("600".."900").contains(&booking.number.as_str()), "{}", booking.number);

        let mails = city.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, "erika.muster@example.org");
        for part in [&mails[0].text, &mails[0].html] {
            assert!(part.contains(&booking.number) && part.contains(&booking.secret));
        }
        assert!(!mails[0].subject.contains(&booking.number));
        let link = mails[0].text.lines().find(|line| line.starts_with("http://127.0.0.1:"));
        let path = link.and_then(|link| link.split_once("/bookings/")).expect("the link").1;
        let followed = city.get(&format!("/bookings/{path}")).await.ok(200);
        assert_eq!(followed["number"], booking.number.as_str());
        assert_eq!(followed["email"], "e***@example.org");
        let calendar = &mails[0].attachments[0];
        assert!(calendar.kind.starts_with("text/calendar"), "{}", calendar.kind);
        assert!(calendar.text.contains("BEGIN:VEVENT") && !calendar.text.contains(&booking.secret));

        city.at("2026-12-01T09:10:00+01:00");
        let arrived = office.check_in(&json!({ "secret": booking.secret })).await.ok(200);
        assert_eq!(arrived["number"], booking.number.as_str());
        assert_eq!(arrived["state"], "waiting");
        assert!(arrived["wait"]["low_min"].as_u64() <= arrived["wait"]["high_min"].as_u64());
        let ticket = office.ticket(service).await;
        assert_eq!(ticket.number, "100");

        city.at("2026-12-01T09:21:00+01:00");
        let clerk = office.counter("1");
        assert_eq!(clerk.call().await, booking.number);
        let calls = office.calls().await;
        assert_eq!(calls["calls"][0]["number"], booking.number.as_str());
        assert_eq!(calls["calls"][0]["counter"], "1");
        assert_eq!((&calls["sequence"], &calls["waiting"]), (&json!(1), &json!(1)));
        assert_eq!(booking.state().await, "called");
        clerk.press("start").await.ok(200);
        assert_eq!(booking.state().await, "serving");
        let next = clerk.press_with("next", &json!({ "finish_current": true })).await.ok(200);
        assert_eq!(next["call"]["number"], "100");
        assert_eq!(booking.state().await, "done");
        assert_eq!(ticket.look().await["counter"], "1");
        clerk.press("finish").await.ok(200);
        assert_eq!(ticket.state().await, "done");
        assert_eq!(clerk.next().await["decision"], "empty");
        Ledger::read(&city).await.check();
    }
}
