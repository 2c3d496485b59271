//! What is offered where and when.

use domain::time::Seconds;
use serde_json::{Value, json};
use tests::{TestCity, on, today, town};

fn day<'a>(listing: &'a Value, date: &str) -> &'a Value {
    let days = listing["days"].as_array().expect("days");
    days.iter().find(|day| day["date"] == date).expect("the day is listed")
}

#[tokio::test]
async fn every_office_has_a_name_services_of_both_kinds_and_counters() {
    let city = TestCity::open().await;
    let list = city.get("/offices").await.ok(200);
    let ids: Vec<_> = list["offices"].as_array().unwrap().iter().map(|o| o["id"].clone()).collect();
    assert_eq!(ids, ["langendreer", "linden", "mitte"]);
    for id in ids {
        let office = city.get(&format!("/offices/{}", id.as_str().unwrap())).await.ok(200);
        let services = office["services"].as_array().unwrap();
        for category in ["application", "pickup"] {
            assert!(services.iter().any(|service| service["category"] == category), "{category}");
        }
        for service in services {
            let id = service["id"].as_str().unwrap();
            assert!(id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{id}");
            assert!(service["minutes"].as_u64().unwrap() > 0);
            assert!(service["bring"].is_array());
        }
        assert!(office["counters"].as_array().unwrap().iter().all(Value::is_string));
    }
    assert_eq!(city.get("/offices/mitte").await.json()["counters"].as_array().unwrap().len(), 11);
    assert_eq!(city.get("/offices/langendreer").await.json()["counters"], json!(["1", "2"]));
}

/// As when all of Germany takes part: nobody is shown them all, and no function keeps
/// them all in its memory.
#[tokio::test]
async fn of_very_many_offices_one_finds_ones_own() {
    let city = TestCity::open().await;
    let store = city.own_store();
    let offices = store::Offices::new(store.clone(), Seconds(60));
    for n in 1..=200 {
        let id = format!("herne-{n}");
        let office = town::LINDEN.replace("id = \"linden\"", &format!("id = \"{id}\""));
        let office = office.replace("Bürgerbüro Linden", &format!("Bürgerbüro Nr. {n}"));
        let file = town::city_file().replace("\"Stadt Bochum\"", "\"Stadt Herne\"");
        let applied = store.apply(&file, "herne.toml", &office).await.unwrap();
        assert_eq!(applied, store::Applied::Now(1));
        assert!(offices.get(&id.parse().unwrap(), city.now()).await.unwrap().is_some());
    }
    let first = "herne-1".parse().unwrap();
    assert!(offices.in_memory(&first).is_some());
    offices.get(&"mitte".parse().unwrap(), city.now() + Seconds(1)).await.unwrap();
    let kept =
        (1..=200).filter(|n| offices.in_memory(&format!("herne-{n}").parse().unwrap()).is_some());
    assert_eq!(kept.count(), 199, "mitte has taken the place of one");

    let listed = |path: &'static str| {
        let city = city.clone();
        async move { city.get(path).await.ok(200)["offices"].as_array().unwrap().len() }
    };
    assert_eq!(listed("/offices").await, 203);
    assert_eq!(listed("/offices?city=Stadt%20Bochum").await, 3);
    assert_eq!(listed("/offices?q=herne%20nr.%2017").await, 12);
    let links = |page: &str| page.matches("class=\"choices\"").count();
    let page = city.page("/offices").await;
    assert!(page.text.contains("Ihr Ort oder Ihr Bürgerbüro"), "{}", page.text);
    assert_eq!(links(&page.text), 0);
    let page = city.page("/offices?q=mitte").await;
    assert!(page.text.contains("href=\"/offices/mitte\""), "{}", page.text);
    let page = city.page("/offices?q=herne").await;
    assert!(page.text.contains("200 Bürgerbüros passen"), "{}", page.text);
    let page = city.page("/offices?q=einhorn").await;
    assert!(page.text.contains("Zu „einhorn“ haben wir nichts gefunden."), "{}", page.text);
    // From an office, the others of its own city are reached.
    let page = city.page("/offices/mitte").await;
    assert!(page.text.contains("href=\"/offices?city=Stadt+Bochum\""), "{}", page.text);
    let page = city.page("/offices?city=Stadt+Bochum").await;
    assert!(page.text.contains("href=\"/offices/langendreer\""), "{}", page.text);
}

#[tokio::test]
async fn the_window_is_today_and_the_next_fourteen_days() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let listing = linden.slots("ausweis").await;
    let days = listing["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[0]["date"]), (15, &json!("2026-12-01")));
    assert_eq!(days[14]["date"], "2026-12-15");
    assert_eq!(listing["next_free"], today("09:00"));
    let slots = days[0]["slots"].as_array().unwrap();
    assert_eq!(slots[1], json!({ "start": today("09:20"), "free": 3 }));
    assert_eq!(days[0]["free"], 18);

    linden.book("ausweis", &on("2026-12-15", "09:00")).await;
    let late = linden.try_book("ausweis", &on("2026-12-16", "09:00")).await;
    late.refused(422, "outside-window");
    city.at(&today("23:59:58"));
    linden.try_book("ausweis", &on("2026-12-16", "09:00")).await.refused(422, "outside-window");
    city.at(&on("2026-12-02", "00:00:00"));
    linden.book("ausweis", &on("2026-12-16", "09:00")).await;

    let part = city.get(&linden.path("/slots?service=ausweis&from=2026-12-04&to=2026-12-05")).await;
    let dates: Vec<_> = part.json()["days"].as_array().unwrap().clone();
    assert_eq!(dates.len(), 2);
    let beyond = city.get(&linden.path("/slots?service=ausweis&from=2027-06-01")).await.ok(200);
    assert_eq!((&beyond["days"], &beyond["next_free"]), (&json!([]), &Value::Null));
}

#[tokio::test]
async fn closed_days_have_no_slots_and_say_why() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let listing = linden.slots("ausweis").await;
    for closed in ["2026-12-03", "2026-12-05", "2026-12-06"] {
        assert_eq!(day(&listing, closed)["slots"], json!([]), "{closed}");
    }
    let outing =
        linden.try_book("ausweis", &on("2026-12-03", "09:00")).await.refused(422, "closed");
    assert!(outing["title"].as_str().unwrap().contains("Betriebsausflug"), "{outing}");
    linden.try_book("ausweis", &on("2026-12-06", "09:00")).await.refused(422, "closed");
    // Christmas lies on a Friday; Mitte is closed around it by its own file.
    city.at(&on("2026-12-21", "08:00"));
    let feast = linden.try_book("ausweis", &on("2026-12-25", "09:00")).await.refused(422, "closed");
    assert!(feast["title"].as_str().unwrap().contains("Weihnacht"), "{feast}");
    linden.book("ausweis", &on("2026-12-24", "09:00")).await;
    let mitte = city.office("mitte");
    mitte.try_book("personalausweis", &on("2026-12-28", "09:00")).await.refused(422, "closed");
}

#[tokio::test]
async fn what_is_over_is_not_listed_and_not_bookable() {
    let city = TestCity::open().await;
    let linden = city.linden();
    city.at(&today("09:20:00"));
    assert_eq!(linden.free("ausweis", &today("09:20")).await, None);
    assert_eq!(linden.free("ausweis", &today("09:40")).await, Some(3));
    linden.try_book("ausweis", &today("09:20")).await.refused(422, "in-the-past");
    linden.try_book("ausweis", &today("09:45")).await.refused(422, "no-such-slot");
    linden.try_book("ausweis", &today("13:00")).await.refused(422, "no-such-slot");
}

#[tokio::test]
async fn a_listing_that_makes_no_sense_is_refused_by_name() {
    let city = TestCity::open().await;
    for (path, status, code) in [
        ("/offices/nowhere", 404, "unknown-office"),
        ("/offices/NO%20WHERE/slots?service=ausweis", 404, "unknown-office"),
        ("/offices/linden/slots", 400, "malformed"),
        ("/offices/linden/slots?service=%C3%84", 400, "malformed"),
        ("/offices/linden/slots?service=tanzen", 422, "service-not-offered"),
        ("/offices/linden/slots?service=ausweis&from=tomorrow", 400, "malformed"),
        ("/offices/linden/slots?service=ausweis&count=0", 422, "no-service"),
        ("/offices/linden/slots?service=ausweis&count=9", 422, "too-long"),
        ("/offices/nowhere/calls", 404, "unknown-office"),
    ] {
        city.get(path).await.refused(status, code);
    }
}

#[tokio::test]
async fn a_listing_after_a_booking_sees_it() {
    let city = TestCity::open().await;
    let linden = city.linden();
    for left in [2, 1, 0] {
        linden.book("ausweis", &today("09:00")).await;
        assert_eq!(linden.free("ausweis", &today("09:00")).await, Some(left));
    }
    assert_eq!(linden.slots("ausweis").await["next_free"], today("09:20"));
}

#[tokio::test]
async fn who_waits_long_here_is_told_of_earlier_appointments_in_the_citys_other_offices() {
    let city = TestCity::open().await;
    let own = city.office("langendreer");
    let elsewhere = own.path("/elsewhere?service=personalausweis");
    // Both have something at nine: nobody is sent away for nothing.
    let same = city.get(&elsewhere).await.ok(200);
    assert_eq!((&same["next_free"], &same["earlier"]), (&json!(today("09:00")), &json!([])));
    own.book("personalausweis", &today("09:00")).await;
    let other = city.get(&elsewhere).await.ok(200);
    let mitte =
        json!({ "office": "mitte", "name": "Bürgerbüro Mitte", "next_free": today("09:00") });
    assert_eq!((&other["next_free"], &other["earlier"]), (&json!(today("09:15")), &json!([mitte])));
    let page = city.page(&elsewhere).await;
    let way = "href=\"/offices/mitte/slots?service=personalausweis&#38;day=2026-12-01#zeiten\"";
    assert!(page.text.contains(way), "{}", page.text);

    // For two at once, too; and only where the service is offered.
    let two = city.get(&format!("{elsewhere}&count=2")).await.ok(200);
    assert_eq!(two["earlier"].as_array().unwrap().len(), 1);
    let mitte = city.office("mitte");
    let alone = city.get(&mitte.path("/elsewhere?service=eid-karte")).await.ok(200);
    assert_eq!(alone["earlier"], json!([]));
    city.get(&own.path("/elsewhere?service=eid-karte")).await.refused(422, "service-not-offered");
}
