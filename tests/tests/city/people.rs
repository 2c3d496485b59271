//! Several services or people in one visit, and counters that serve only some.

use serde_json::json;
use tests::{Booking, TestCity, today};

#[tokio::test]
async fn several_services_and_people_are_one_visit_with_one_number() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let items = json!([{ "service": "ausweis", "count": 2 }, { "service": "abholen", "count": 1 }]);
    let wish = json!({ "items": items, "start": today("09:00"), "email": "a@example.org" });
    let booked = city.post(&linden.path("/bookings"), &wish).await.ok(201);
    assert_eq!((&booked["minutes"], &booked["items"]), (&json!(30), &items));
    let booking = Booking::of(&city, &booked);
    city.at(&today("08:50"));
    linden.check_in(&json!({ "secret": booking.secret })).await.ok(200);
    let ticket = city.post(&linden.path("/tickets"), &json!({ "items": items })).await.ok(201);
    // The exit counter only hands out, so it cannot take either of them.
    let exit = linden.counter("21");
    city.at(&today("09:00"));
    assert_eq!(exit.next().await["decision"], "empty");
    let clerk = linden.counter("1");
    assert_eq!(clerk.serve_next().await, booking.number);
    assert_eq!(ticket["number"], clerk.call().await.as_str());
    let pickup = linden.ticket("abholen").await;
    assert_eq!(exit.call().await, pickup.number);
}

#[tokio::test]
async fn items_that_make_no_visit_are_refused() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("08:10"));
    for (items, code) in [
        (json!([]), "no-service"),
        (json!([{ "service": "ausweis", "count": 0 }]), "no-service"),
        (json!([{ "service": "ausweis", "count": 5 }]), "too-long"),
        (json!([{ "service": "tanzen", "count": 1 }]), "service-not-offered"),
        (
            json!([{ "service": "ausweis", "count": 1 }, { "service": "ausweis", "count": 1 }]),
            "service-twice",
        ),
    ] {
        let wish = json!({ "items": items, "start": today("09:00"), "email": "a@example.org" });
        city.post(&linden.path("/bookings"), &wish).await.refused(422, code);
        city.post(&linden.path("/tickets"), &json!({ "items": items })).await.refused(422, code);
    }
    city.post(&linden.path("/tickets"), &json!({})).await.refused(400, "malformed");
}

#[tokio::test]
async fn at_mitte_the_exit_counter_hands_out_and_others_take_applications() {
    let city = TestCity::open().await;
    let mitte = city.office("mitte");
    city.at(&today("08:05"));
    let passport = mitte.ticket("reisepass").await;
    let pickup = mitte.ticket("reisepass-abholen").await;
    assert_eq!(mitte.counter("11").call().await, pickup.number);
    assert_eq!(mitte.counter("9").next().await["decision"], "empty");
    assert_eq!(mitte.counter("8").call().await, passport.number);
}
