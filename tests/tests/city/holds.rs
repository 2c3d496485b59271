//! A start is kept while an address is typed.

use serde_json::json;
use tests::{TestCity, ledger::Ledger, on, today};

#[tokio::test]
async fn a_hold_keeps_its_start_until_it_runs_out_and_nobody_has_to_do_anything() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let start = today("09:00");
    let hold = linden.hold("ausweis", &start).await.ok(201);
    let name = hold["hold"].as_str().unwrap();
    assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
    assert!(hold["expires_at"].as_str().unwrap().starts_with("2026-12-01T07:40:0"), "{hold}");
    for _ in 0..2 {
        linden.book("ausweis", &start).await;
    }
    let full = linden.try_book("ausweis", &start).await.refused(409, "slot-full");
    assert_eq!(full["nearest"], json!([today("09:20"), today("09:40"), today("10:00")]));

    city.at(&today("07:41"));
    assert_eq!(linden.free("ausweis", &start).await, Some(1));
    linden.book("ausweis", &start).await;
    // The own hold has run out too, so it keeps nothing.
    let wish = json!({ "service": "ausweis", "start": start, "hold": name,
        "email": city.new_address() });
    city.post(&linden.path("/bookings"), &wish).await.refused(409, "slot-full");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn a_hold_is_prolonged_once_and_released_as_often_as_one_likes() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let start = today("09:00");
    let hold = linden.hold("ausweis", &start).await.ok(201)["hold"].as_str().unwrap().to_owned();
    city.at(&today("07:39"));
    let extend = format!("/holds/{hold}/extend");
    let longer = city.post(&extend, &json!({})).await.ok(200);
    assert!(longer["expires_at"].as_str().unwrap().starts_with("2026-12-01T07:49:0"), "{longer}");
    city.post(&extend, &json!({})).await.refused(409, "extended-before");
    city.at(&today("07:45"));
    assert_eq!(linden.free("ausweis", &start).await, Some(2));
    let release = format!("/holds/{hold}/release");
    for _ in 0..2 {
        city.post(&release, &json!({})).await.ok(200);
        assert_eq!(linden.free("ausweis", &start).await, Some(3));
    }
    city.post(&extend, &json!({})).await.refused(404, "not-found");

    let hold = linden.hold("ausweis", &start).await.ok(201)["hold"].as_str().unwrap().to_owned();
    city.at(&today("07:56"));
    city.post(&format!("/holds/{hold}/extend"), &json!({})).await.refused(404, "not-found");
    city.post("/holds/linden-20261201-zzzzzzzzzzzz/extend", &json!({}))
        .await
        .refused(404, "not-found");
    city.post("/holds/nonsense/release", &json!({})).await.refused(404, "not-found");
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn holds_take_a_fifth_of_the_day_at_most() {
    let city = TestCity::open().await;
    let linden = city.linden();
    for time in ["09:00", "09:20", "09:40"] {
        linden.hold("ausweis", &today(time)).await.ok(201);
    }
    linden.hold("ausweis", &today("10:00")).await.refused(409, "too-many-holds");
    linden.hold("ausweis", &on("2026-12-02", "10:00")).await.ok(201);
    linden.book("ausweis", &today("10:00")).await;
    // When the others have run out there is room again.
    city.at(&today("07:41"));
    for time in ["10:00", "10:20", "10:40"] {
        linden.hold("ausweis", &today(time)).await.ok(201);
    }
    Ledger::read(&city).await.check();
}

#[tokio::test]
async fn a_hold_that_cannot_be_is_refused_like_a_booking() {
    let city = TestCity::open().await;
    let linden = city.linden();
    linden.hold("tanzen", &today("09:00")).await.refused(422, "service-not-offered");
    linden.hold("ausweis", &today("09:05")).await.refused(422, "no-such-slot");
    linden.hold("ausweis", &on("2026-12-06", "09:00")).await.refused(422, "closed");
    linden.hold("ausweis", &on("2026-12-16", "09:00")).await.refused(422, "outside-window");
    linden.hold("ausweis", "soon").await.refused(400, "malformed");
}
