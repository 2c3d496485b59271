//! Mails go out, whatever happens to SES and to the stream.

use local_dev::inbox::Fault;
use tests::{Opening, TestCity, on, today};

#[tokio::test]
async fn a_mail_that_cannot_go_out_now_goes_out_later_and_the_booking_stands() {
    for fault in [Fault::Throttled, Fault::Broken] {
        let city = TestCity::open().await;
        let inbox = &city.city().ground().inbox;
        // More often than one delivery tries.
        inbox.fail(fault, 1000);
        let booking = city.linden().book("ausweis", &today("09:00")).await;
        assert_eq!(booking.state().await, "booked");
        assert_eq!(inbox.mails(), []);
        inbox.heal();
        let mails = city.mails().await;
        assert_eq!(mails.len(), 1, "{fault:?}");
        assert!(mails[0].text.contains(&booking.number));
    }
}

#[tokio::test]
async fn an_answer_of_ses_that_got_lost_means_two_equal_mails_at_most() {
    let city = TestCity::open().await;
    city.city().ground().inbox.fail(Fault::AnswerLost, 1);
    city.linden().book("ausweis", &today("09:00")).await;
    let mails = city.mails().await;
    assert!((1..=2).contains(&mails.len()));
    let uid = |mail: &local_dev::mime::Mail| {
        let lines = mail.attachments[0].text.lines();
        lines.filter(|line| line.starts_with("UID")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(uid(&mails[0]), uid(mails.last().unwrap()));
}

#[tokio::test]
async fn a_stream_that_delivers_twice_sends_once() {
    let city = TestCity::open_as(Opening { twice: true, ..Opening::default() }).await;
    let linden = city.linden();
    let booking = linden.book("ausweis", &today("09:00")).await;
    assert_eq!(city.mails().await.len(), 1);
    booking.move_to(&on("2026-12-02", "09:00")).await.ok(200);
    assert_eq!(city.mails().await.len(), 2);
    booking.cancel().await.ok(200);
    assert_eq!(city.mails().await.len(), 3);
}

#[tokio::test]
async fn the_newest_state_is_told_and_old_news_is_not() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let inbox = &city.city().ground().inbox;
    inbox.fail(Fault::Throttled, 1000);
    let booking = linden.book("ausweis", &today("09:00")).await;
    booking.move_to(&on("2026-12-02", "09:20")).await.ok(200);
    booking.move_to(&on("2026-12-04", "10:40")).await.ok(200);
    inbox.heal();
    let mails = city.mails().await;
    let last = mails.last().unwrap();
    assert!(last.text.contains("Freitag, 4. Dezember 2026, 10:40 Uhr"), "{}", last.text);
    assert!(mails.len() <= 3);
}
