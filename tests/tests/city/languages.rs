//! Everybody reads in their language, and keeps it from page to page.

use http::Method;
use tests::{Answer, TestCity, today};

/// A browser that prefers these languages.
async fn page(city: &TestCity, path: &str, accept: &str) -> Answer {
    let browser = [
        ("accept", "text/html"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64)"),
        ("accept-language", accept),
    ];
    city.send(Method::GET, path, &browser, "").await
}

/// What a form sends, and the page behind its 303; a German browser, as in a house
/// where somebody else's is used.
async fn submit(city: &TestCity, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = serde_urlencoded::to_string(fields).expect("a form");
    let form = [
        ("accept", "text/html"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64)"),
        ("accept-language", "de"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let answer = city.send(Method::POST, path, &form, &body).await;
    if answer.status != 303 {
        return answer;
    }
    let to = answer.header("location").to_owned();
    assert!(to.contains("lang=en"), "{to}");
    page(city, &to, "de").await
}

fn is_in(answer: &Answer, code: &str) {
    assert!(answer.text.contains(&format!("<html lang=\"{code}\">")), "{}", answer.text);
    assert_eq!(answer.header("content-language"), code);
    assert!(answer.header("vary").contains("accept-language"), "{answer:?}");
}

/// Every link and form to another page of ours goes on in English; only the
/// link to the same page in German does not.
fn goes_on_in_english(html: &str) {
    let tags = html.split('<').filter_map(|tag| tag.split('>').next());
    for tag in tags {
        let attribute = if tag.starts_with("a ") { "href=\"" } else { "action=\"" };
        let Some((_, rest)) = tag.split_once(attribute) else { continue };
        let to = rest.split('"').next().unwrap_or_default();
        let form = html.split_once(tag).and_then(|(_, after)| after.split("</form>").next());
        let is_said = to.contains("lang=en")
            || tag.contains("hreflang=\"de\"") && to.contains("lang=de")
            // Browsers replace the query of a form that only asks.
            || tag.contains("method=\"get\"")
                && form.is_some_and(|form| form.contains("name=\"lang\" value=\"en\""));
        assert!(is_said || !to.starts_with('/'), "{tag}");
    }
}

#[tokio::test]
async fn a_page_is_in_the_language_of_its_address_or_else_of_the_browser() {
    let city = TestCity::open().await;
    for path in ["/offices", "/offices/mitte", "/offices/mitte/slots?service=reisepass"] {
        is_in(&page(&city, path, "de-DE,de;q=0.9,en;q=0.8").await, "de");
        is_in(&page(&city, path, "tr").await, "de");
        is_in(&page(&city, path, "uk,en;q=0.5").await, "en");
        let chosen = if path.contains('?') { "&lang=de" } else { "?lang=de" };
        is_in(&page(&city, &format!("{path}{chosen}"), "en").await, "de");
    }
}

#[tokio::test]
async fn who_has_chosen_a_language_keeps_it() {
    let city = TestCity::open().await;
    for path in [
        "/offices?lang=en",
        "/offices/mitte?lang=en",
        "/offices/mitte?q=pass&lang=en",
        "/offices/mitte/slots?service=reisepass&lang=en",
        "/offices/mitte/slots?service=reisepass&view=list&lang=en",
        "/offices/mitte/about/privacy?lang=en",
        "/offices/mitte/about/accessibility?lang=en",
        "/offices/mitte/about/imprint?lang=en",
    ] {
        let answer = page(&city, path, "de").await;
        assert_eq!(answer.status, 200, "{path}");
        is_in(&answer, "en");
        goes_on_in_english(&answer.text);
    }
}

#[tokio::test]
async fn a_booking_is_made_and_changed_in_english() {
    let city = TestCity::open().await;
    let start = today("09:20");
    let wish =
        [("service", "reisepass"), ("count", "2"), ("start", &start), ("key", "a-key-of-16-bytes")];
    let hold = submit(&city, "/offices/mitte/holds?lang=en", &wish).await;
    is_in(&hold, "en");
    goes_on_in_english(&hold.text);
    assert!(hold.text.contains("Your email address"), "{}", hold.text);

    let mut form = wish.to_vec();
    form.push(("email", "maria@example.org"));
    let booked = submit(&city, "/offices/mitte/bookings?lang=en", &form).await;
    is_in(&booked, "en");
    goes_on_in_english(&booked.text);
    assert!(booked.text.contains("Your appointment is booked."), "{}", booked.text);
    assert!(booked.text.contains("Tuesday 1 December 2026"), "{}", booked.text);
    let (_, rest) = booked.text.split_once("href=\"/bookings/").expect("a link to move it");
    let secret = rest.split(['/', '?']).next().expect("a secret");

    for path in ["", "/move", "/cancel"] {
        let answer = page(&city, &format!("/bookings/{secret}{path}?lang=en"), "de").await;
        is_in(&answer, "en");
        goes_on_in_english(&answer.text);
    }
    let late = [("start", "2020-12-01T09:00:00+01:00"), ("key", "another-key-of-16")];
    let refused = submit(&city, &format!("/bookings/{secret}/move?lang=en"), &late).await;
    assert_eq!(refused.status, 422);
    is_in(&refused, "en");
    goes_on_in_english(&refused.text);
    assert!(refused.text.contains("This appointment is over."), "{}", refused.text);
    let key = [("key", "one-more-key-of-16")];
    let gone = submit(&city, &format!("/bookings/{secret}/cancel?lang=en"), &key).await;
    assert!(gone.text.contains("This appointment is cancelled."), "{}", gone.text);
}

#[tokio::test]
async fn a_program_is_refused_in_its_language_by_the_same_code() {
    let city = TestCity::open().await;
    let asked = |accept: &'static str| {
        let city = city.clone();
        async move {
            let headers = [("accept-language", accept)];
            city.send(Method::GET, "/offices/nowhere", &headers, "").await
        }
    };
    let german = asked("de").await.refused(404, "unknown-office");
    let english = asked("en-US").await.refused(404, "unknown-office");
    assert_eq!(german["title"], "Dieses Bürgerbüro gibt es nicht.");
    assert_eq!(english["title"], "There is no citizens’ office of this name.");
    assert_eq!(city.get("/offices/nowhere").await.header("content-language"), "de");
}

#[tokio::test]
async fn a_number_is_drawn_in_english_and_the_clerk_knows() {
    let city = TestCity::open().await;
    city.at(&today("08:05"));
    for path in ["", "?view=draw", "?view=arrive", "?view=arrive&number=612"] {
        let path = format!("/offices/mitte/kiosk{path}");
        is_in(&page(&city, &path, "en").await, "de");
        let joint = if path.contains('?') { '&' } else { '?' };
        let answer = page(&city, &format!("{path}{joint}lang=en"), "de").await;
        is_in(&answer, "en");
        goes_on_in_english(&answer.text);
    }
    let wish = [("service", "reisepass"), ("key", "a-key-of-16-bytes")];
    let drawn = submit(&city, "/offices/mitte/tickets?via=kiosk&lang=en", &wish).await;
    is_in(&drawn, "en");
    assert!(drawn.text.contains("Please remember or print your number"), "{}", drawn.text);
    let (_, rest) = drawn.text.split_once("/tickets/").expect("a link on the slip");
    let link = rest.split('<').next().expect("its end");
    assert!(link.ends_with("?lang=en"), "{link}");
    let waits = page(&city, &format!("/tickets/{link}"), "de").await;
    is_in(&waits, "en");
    goes_on_in_english(&waits.text);

    let counter = page(&city, "/offices/mitte/counters/1", "en").await;
    is_in(&counter, "de");
    assert!(counter.text.contains("spricht: en"), "{}", counter.text);
}

#[tokio::test]
async fn the_board_is_german_until_its_address_says_otherwise() {
    let city = TestCity::open().await;
    let german = page(&city, "/offices/mitte/board", "en").await;
    assert!(german.text.contains("Noch ist niemand aufgerufen."), "{}", german.text);
    let english = page(&city, "/offices/mitte/board?lang=en", "de").await;
    is_in(&english, "en");
    assert!(english.text.contains("data-word=\"Counter\""), "{}", english.text);
}
