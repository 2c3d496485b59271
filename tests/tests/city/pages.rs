//! Pages for people: every one answers, every link leads somewhere, every form
//! posts and ends in a 303.

use std::collections::BTreeSet;

use http::Method;
use tests::{Answer, TestCity, today};

fn page(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert!(answer.header("content-type").starts_with("text/html"), "{answer:?}");
    assert!(answer.text.contains("<html lang=\"de\""), "{}", answer.text);
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
}

/// Follows a form's 303 to the page behind it.
async fn follow(city: &TestCity, answer: &Answer) -> Answer {
    assert_eq!(answer.status, 303, "{}", answer.text);
    let next = city.page(answer.header("location")).await;
    page(&next, 200);
    next
}

fn values<'a>(html: &'a str, attribute: &str) -> BTreeSet<&'a str> {
    let parts = html.split(attribute).skip(1);
    parts.filter_map(|part| part.strip_prefix("=\"")?.split('"').next()).collect()
}

/// Every link of a page is answered, every form has somewhere to go.
async fn leads_on(city: &TestCity, html: &str) {
    for link in values(html, " href").into_iter().filter(|link| link.starts_with('/')) {
        let link = link.replace("&#38;", "&").replace("&amp;", "&");
        assert_eq!(city.page(&link).await.status, 200, "{link}");
    }
    for form in html.split("<form").skip(1).filter_map(|form| form.split('>').next()) {
        for action in values(form, " action") {
            if form.contains("method=\"get\"") {
                // Without its fields it may ask for them, but it is there.
                let answer = city.page(action).await;
                assert!([200, 400].contains(&answer.status), "{action}");
                continue;
            }
            // A body that no form has: the path is there, and nothing happens.
            let answer = city.send(Method::POST, action, &[], "[").await;
            assert_eq!(answer.status, 400, "{action}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn a_citizen_books_moves_and_cancels_without_javascript() {
    let city = TestCity::open().await;
    for path in ["/offices", "/offices/mitte", "/offices/mitte/slots?service=personalausweis"] {
        let answer = city.page(path).await;
        page(&answer, 200);
        leads_on(&city, &answer.text).await;
    }
    let start = today("09:20");
    let fields = [
        ("service", "personalausweis"),
        ("count", "1"),
        ("start", &start),
        ("key", "form-of-the-hold-1"),
    ];
    let hold = city.form("/offices/mitte/holds", &fields).await;
    let form = follow(&city, &hold).await;
    leads_on(&city, &form.text).await;
    let name = hold.header("location").split(['/', '?']).nth(2).unwrap().to_owned();
    let fields = [
        ("service", "personalausweis"),
        ("count", "1"),
        ("start", &start),
        ("hold", &name),
        ("email", "a@example.org"),
        ("key", "form-of-the-booking"),
    ];
    let booked = city.form("/offices/mitte/bookings", &fields).await;
    let shown = follow(&city, &booked).await;
    leads_on(&city, &shown.text).await;
    let there = booked.header("location");
    assert_eq!(city.form("/offices/mitte/bookings", &fields).await.header("location"), there);
    let this = there.split('?').next().unwrap();

    let choose = city.page(&format!("{this}/move")).await;
    page(&choose, 200);
    let fields = [("start", &*today("09:40")), ("key", "form-of-the-move-1")];
    let moved = city.form(&format!("{this}/move"), &fields).await;
    assert!(follow(&city, &moved).await.text.contains("9:40"));
    page(&city.page(&format!("{this}/cancel")).await, 200);
    let fields = [("key", "form-of-the-cancelling")];
    let cancelled = city.form(&format!("{this}/cancel"), &fields).await;
    assert!(follow(&city, &cancelled).await.text.contains("abgesagt"));
    page(&city.page(&format!("{this}/cancel")).await, 409);
    let slots = city.get("/offices/mitte/slots?service=personalausweis").await.json();
    assert_eq!(slots["days"][0]["slots"][2]["free"], 3);
}

#[tokio::test]
async fn in_the_hall_everything_works_by_forms() {
    let city = TestCity::open().await;
    let office = city.linden();
    let (one, two) = (
        office.book("ausweis", &today("09:00")).await,
        office.book("ausweis", &today("09:00")).await,
    );
    let three = office.book("ausweis", &today("09:20")).await;
    city.at(&today("08:55"));
    for path in ["kiosk", "desk", "board", "today", "counters/1"] {
        let answer = city.page(&office.path(&format!("/{path}"))).await;
        page(&answer, 200);
        leads_on(&city, &answer.text).await;
    }
    let check_ins = office.path("/check-ins");
    let kiosk = [("number", &*one.number), ("time", "09:00"), ("key", "form-of-the-kiosk-1")];
    let arrived = follow(&city, &city.form(&check_ins, &kiosk).await).await;
    assert!(arrived.text.contains(&one.number));
    let desk = [("number", &*two.number), ("key", "form-of-the-desk-01")];
    let arrived = follow(&city, &city.form(&check_ins, &desk).await).await;
    assert!(arrived.text.contains(&two.number));
    let phone = [("secret", &*three.secret), ("key", "form-of-the-phone-1")];
    let arrived = follow(&city, &city.form(&check_ins, &phone).await).await;
    assert!(arrived.text.contains(&three.number) && arrived.text.contains("role=\"status\""));
    let draw = [("service", "abholen"), ("key", "form-of-the-ticket1")];
    let drawn = city.form(&office.path("/tickets"), &draw).await;
    let ticket = follow(&city, &drawn).await;
    assert!(ticket.text.contains("100") && ticket.text.contains("http-equiv=\"refresh\""));

    city.at(&today("09:00"));
    let counter = office.path("/counters/1");
    let page_of = |verb: &str, fields: Vec<(&'static str, String)>| {
        let (city, path) = (city.clone(), format!("{counter}/{verb}"));
        async move {
            let mut fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            let key = web::fresh_key();
            fields.push(("key", &key));
            follow(&city, &city.form(&path, &fields).await).await.text
        }
    };
    let number = |number: &str| vec![("number", number.to_owned())];
    let called = page_of("next", vec![]).await;
    let mut due = [one.number.clone(), two.number.clone()];
    due.sort();
    assert!(called.contains(&due[0]) && called.contains("ist fällig"), "{called}");
    assert!(city.page(&office.path("/board")).await.text.contains(&due[0]));
    page_of("recall", vec![]).await;
    page_of("start", vec![]).await;
    let next = page_of("next", vec![("finish_current", "true".to_owned())]).await;
    assert!(next.contains(&due[1]));
    page_of("park", vec![]).await;
    page_of("resume", number(&due[1])).await;
    page_of("forward", vec![("to", "2".to_owned())]).await;
    page_of("undo", vec![]).await;
    page_of("finish", vec![]).await;
    page_of("serve", number("100")).await;
    page_of("pause", vec![]).await;
    page_of("finish", vec![]).await;
    page_of("open", vec![]).await;
    assert!(city.page(drawn.header("location")).await.text.contains("Vielen Dank"));
    page(&city.page(&counter).await, 200);
}

#[tokio::test]
async fn a_browser_gets_pages_and_a_program_gets_json() {
    let city = TestCity::open().await;
    let accepts = |accept: &'static str, path: &'static str| {
        let city = city.clone();
        async move { city.send(Method::GET, path, &[("accept", accept)], "").await }
    };
    for accept in ["application/json", "*/*", "text/plain", ""] {
        let answer = accepts(accept, "/offices/linden").await;
        assert_eq!(answer.ok(200)["id"], "linden", "{accept}");
        assert_eq!(answer.header("vary"), "accept, accept-language");
    }
    page(&accepts("text/html", "/offices/linden").await, 200);
    page(&accepts("application/xhtml+xml, text/html;q=0.9", "/offices/linden").await, 200);
    // A problem stays a problem for programs, whatever they accept.
    accepts("text/html", "/offices/nowhere").await.refused(404, "unknown-office");
    page(&city.page("/offices/nowhere").await, 404);
    page(&city.page("/bookings/none").await, 404);
    city.get("/nothing/here").await.refused(404, "not-found");
    let put = city.send(Method::PUT, "/offices", &[], "").await;
    put.refused(405, "method-not-allowed");
    let booking = city.linden().book("ausweis", &today("09:00")).await;
    let file = format!("/bookings/{}/calendar.ics", booking.secret);
    let calendar = city.page(&file).await;
    assert!(calendar.header("content-type").starts_with("text/calendar"));
    assert!(calendar.text.contains("BEGIN:VCALENDAR"));
}

#[tokio::test]
async fn a_file_is_kept_for_a_year_where_its_address_changes_with_it() {
    let city = TestCity::open().await;
    let page = city.page("/offices").await;
    let mut links: Vec<_> = values(&page.text, " href").into_iter().collect();
    links.extend(values(&page.text, " src"));
    let files: Vec<_> = links.iter().filter(|link| link.starts_with("/assets/")).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    for file in files {
        assert!(city.page(file).await.header("cache-control").contains("immutable"), "{file}");
    }
    // On the city's homepage it has one name for ever.
    let foreign = city.page("/assets/naechster-termin.js").await;
    assert_eq!(foreign.header("cache-control"), "public, max-age=3600");
    let slots = "/offices/linden/slots?service=ausweis";
    assert_eq!(city.get(slots).await.header("access-control-allow-origin"), "*");
}
