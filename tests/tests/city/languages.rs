//! Everybody reads in their language, and keeps it from page to page.

use http::Method;
use tests::{Answer, TestCity};

/// A browser that prefers these languages.
async fn page(city: &TestCity, path: &str, accept: &str) -> Answer {
    let browser = [
        ("accept", "text/html"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64)"),
        ("accept-language", accept),
    ];
    city.send(Method::GET, path, &browser, "").await
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
