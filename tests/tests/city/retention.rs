//! What was personal is gone two days after the visit.

use domain::time::Moment;
use serde_json::json;
use tests::{Booking, TestCity, ledger::Ledger, on, today};

const ADDRESS: &str = "erika.mustermann@example.org";
const NAME: &str = "Erika Mustermann-Wanne";

/// Where the table still has an address or a name, with the time at which
/// DynamoDB may delete it.
async fn personal(city: &TestCity) -> Vec<(String, Option<i64>)> {
    let mut found = Vec::new();
    for (key, item) in Ledger::items(city).await {
        let text = format!("{item:?}").to_lowercase();
        if text.contains("mustermann") || text.contains("wanne") {
            let ttl = item.get("ttl").and_then(|ttl| ttl.as_n().ok()?.parse().ok());
            found.push((key, ttl));
        }
    }
    found
}

#[tokio::test]
async fn nothing_personal_outlives_the_visit_by_more_than_48_hours() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let mut booked = Vec::new();
    for start in ["09:00", "09:20", "09:40"] {
        let wish =
            json!({ "service": "trauung", "start": today(start), "email": ADDRESS, "name": NAME });
        let booking = city.post(&linden.path("/bookings"), &wish).await.ok(201);
        booked.push(Booking::of(&city, &booking));
    }
    // One comes and is served, one cancels, one does not appear.
    city.at(&today("08:50"));
    linden.check_in(&json!({ "secret": booked[0].secret })).await.ok(200);
    booked[1].cancel().await.ok(200);
    city.at(&today("09:00"));
    linden.counter("7").serve_next().await;
    city.mails().await;

    let found = personal(&city).await;
    assert_eq!(found.len(), 3, "in the visits and nowhere else: {found:?}");
    let two_days = Moment::parse(&on("2026-12-03", "16:00")).unwrap().0;
    for (key, ttl) in found {
        assert!(key.starts_with("V#"), "{key}");
        assert!(ttl.is_some_and(|ttl| ttl <= two_days), "{key} is kept until {ttl:?}");
    }
    // DynamoDB may take days to delete: nobody sees it meanwhile.
    city.at(&on("2026-12-02", "16:01"));
    for booking in &booked {
        booking.look().await.refused(404, "not-found");
        assert_eq!(city.page(&format!("/bookings/{}", booking.secret)).await.status, 404);
    }
}
