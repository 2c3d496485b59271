//! What was decided and handed out, and that nothing else is written down.

use serde_json::{Value, json};
use tests::{TestCity, on, today, town::PATIENCE};

/// The log of an office: the role and what was done, the newest first.
async fn log(city: &TestCity, office: &str) -> Vec<(String, String)> {
    city.city().drained(PATIENCE).await.expect("the history is written in time");
    let log = city.get(&format!("/offices/{office}/audit")).await.ok(200);
    let text = |entry: &Value, name: &str| entry[name].as_str().expect("a text").to_owned();
    let entries = log["entries"].as_array().expect("entries").iter();
    entries.map(|entry| (text(entry, "by"), text(entry, "what"))).collect()
}

#[tokio::test]
async fn what_was_decided_and_handed_out_can_be_looked_up_for_ninety_days() {
    let city = TestCity::open().await;
    let linden = city.linden();
    let file = tests::town::LINDEN.replace("Hattinger", "Dortmunder");
    let _ = city.roll_out("linden", &file).await;
    let day = json!({ "date": "2026-12-04", "reason": "Wasserschaden bei Herrn Kruse" });
    city.post(&linden.path("/closures"), &day).await.ok(200);
    // Closing a closed day decides nothing.
    city.post(&linden.path("/closures"), &day).await.ok(200);
    city.at(&today("08:00"));
    city.post(&linden.path("/closures/2026-12-04/reopen"), &json!({})).await.ok(200);
    city.at(&today("09:00"));
    let ticket = linden.ticket("ausweis").await;
    let urgent = json!({ "number": ticket.number, "reason": "travel" });
    city.post(&linden.path("/urgent"), &urgent).await.ok(200);
    city.at(&today("09:10"));
    linden.counter("3").serve_next().await;
    city.city().drained(PATIENCE).await.expect("the history is written in time");
    city.get(&linden.path("/days/2026-12-01/replay")).await.ok(200);

    let said = |by: &str, what: &str| (by.to_owned(), what.to_owned());
    assert_eq!(
        log(&city, "linden").await,
        [
            said("lead", "Ereignisse als Datei geholt: Dienstag, 1. Dezember 2026"),
            said(
                "info-desk",
                &format!(
                    "Nummer {} vorgezogen am Dienstag, 1. Dezember 2026: Reise steht bevor",
                    ticket.number
                )
            ),
            said("lead", "Tag wieder geöffnet: Freitag, 4. Dezember 2026"),
            said("lead", "Tag geschlossen: Freitag, 4. Dezember 2026"),
            said("it", "Konfiguration in Kraft gesetzt: Version 2"),
        ],
        "neither a name nor the work of a counter"
    );
    assert_eq!(log(&city, "mitte").await, [], "each office has its own");
    let page = city.page(&linden.path("/audit")).await.text;
    assert!(page.contains("vorgezogen") && !page.contains("Kruse"), "{page}");

    city.at(&on("2027-03-01", "08:55"));
    assert_eq!(log(&city, "linden").await.len(), 2, "of ninety days");
    city.at(&on("2027-03-02", "09:05"));
    assert_eq!(log(&city, "linden").await, []);
}
