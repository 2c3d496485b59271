//! The city as people start it: killed in the middle, and with the real Lambda
//! binaries.

use std::{ffi::OsString, fs, path::PathBuf, sync::Arc};

use http::Method;
use serde_json::{Value, json};
use tests::{Answer, PATIENCE, on, process::CityProcess};
use tokio::{sync::mpsc, task::JoinSet};

const DAY: &str = "2026-12-14";
const MORNING: &str = "2026-12-01T07:30:00+01:00";

fn wish(n: usize, start: &str) -> Value {
    json!({ "service": "meldebescheinigung", "start": start, "name": "Zacharias Zaungast",
        "email": format!("zacharias.{n}@example.org") })
}

/// Books until the city is gone; tells of each acknowledged booking.
async fn book_on(city: Arc<CityProcess>, n: usize, told: mpsc::UnboundedSender<Value>) {
    for (place, time) in ["09:00", "09:10", "09:20", "09:30", "09:40"].into_iter().enumerate() {
        let body = wish(n * 10 + place, &on(DAY, time)).to_string();
        let key = web::fresh_key();
        let headers = [("content-type", "application/json"), ("idempotency-key", &*key)];
        let path = "/offices/mitte/bookings";
        let Ok(answer) = city.try_send(Method::POST, path, &headers, &body).await else { return };
        if answer.status == 201 {
            // Whoever counts may have had enough.
            let _ = told.send(answer.json());
        }
    }
}

fn says_nothing_personal(output: &str, secrets: &[String]) {
    assert!(output.contains("\"level\":\"INFO\""), "the log is there: {output}");
    for personal in ["@example.org", "zacharias", "Zaungast"] {
        assert!(!output.contains(personal), "{personal} is in the log");
    }
    for secret in secrets {
        assert!(!output.contains(secret.as_str()), "a secret is in the log");
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().expect("a text").to_owned()
}

#[tokio::test]
async fn a_city_killed_while_people_book_loses_nothing_it_has_promised() {
    let folder = tempfile::tempdir().unwrap();
    let city = CityProcess::open(folder.path(), &["--in-process"], &[]).await;
    city.at(MORNING).await;
    let city = Arc::new(city);
    let (told, mut bookings) = mpsc::unbounded_channel();
    let mut people = JoinSet::new();
    for n in 0..8 {
        people.spawn(book_on(Arc::clone(&city), n, told.clone()));
    }
    drop(told);
    let mut promised = Vec::new();
    while promised.len() < 6 {
        promised.push(bookings.recv().await.expect("somebody books"));
    }
    // SIGKILL, while others are in the middle of it.
    let pid = city.pid();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    people.join_all().await;
    while let Some(booking) = bookings.recv().await {
        promised.push(booking);
    }
    let mut secrets: Vec<_> = promised.iter().map(|booking| text(booking, "secret")).collect();
    let output = city.output();
    drop(city);

    let city = CityProcess::open(folder.path(), &["--in-process"], &[]).await;
    let clock = city.get("/_city/clock").await.ok(200);
    assert!(text(&clock, "now").starts_with("2026-12-01T07:"), "{clock}");
    for booking in &promised {
        let path = format!("/bookings/{}", text(booking, "secret"));
        let found = city.get(&path).await.ok(200);
        assert_eq!((&found["number"], &found["state"]), (&booking["number"], &json!("booked")));
    }
    // Who was booked without hearing of it gets a mail, too, so count by booking.
    for booking in &promised {
        let about = city.mails_about(&text(booking, "secret")).await;
        assert!((1..=2).contains(&about), "one mail; two if the crash was in between");
    }
    city.at(&on("2026-12-01", "08:30")).await;
    let ticket = city.post("/offices/mitte/tickets", &json!({ "service": "reisepass" })).await;
    secrets.push(text(&ticket.ok(201), "secret"));
    city.post("/offices/mitte/counters/1/next", &json!({})).await.ok(200);
    city.at(&on(DAY, "08:50")).await;
    let who = json!({ "secret": secrets[0] });
    city.post("/offices/mitte/check-ins", &who).await.ok(200);
    says_nothing_personal(&(output + &city.close()), &secrets);
}

/// cargo-lambda as the test command installs it.
fn cargo_lambda() -> OsString {
    let chosen = std::env::var_os("CARGO_LAMBDA");
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(home, PathBuf::from);
    let program = chosen.map_or(cache.join("wertmarke/tools/bin/cargo-lambda"), PathBuf::from);
    assert!(
        program.is_file(),
        "cargo-lambda is not at {}; ./tests/run installs it, or name it in CARGO_LAMBDA",
        program.display()
    );
    program.into_os_string()
}

/// The processes whose environment names this city.
fn left_running(url: &str) -> Vec<String> {
    let mine = format!("PUBLIC_URL={url}").into_bytes();
    let processes = fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let processes = processes.filter(|process| {
        let environment = fs::read(process.path().join("environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|setting| setting == mine)
    });
    processes.map(|process| process.file_name().to_string_lossy().into_owned()).collect()
}

#[tokio::test]
async fn the_real_binaries_live_through_a_visit_and_leave_nothing_running() {
    let environment = [("CARGO_LAMBDA", cargo_lambda())];
    let folder = tempfile::tempdir().unwrap();
    let city = CityProcess::open(folder.path(), &[], &environment).await;
    city.at(MORNING).await;
    let offices = city.get("/offices").await.ok(200);
    assert_eq!(offices["offices"].as_array().unwrap().len(), 2);
    let slots = city.get("/offices/mitte/slots?service=meldebescheinigung").await.ok(200);
    let days = slots["days"].as_array().unwrap().clone();
    let free = days.iter().find(|day| day["date"] == DAY && day["free"].as_u64() > Some(0));
    let slot = free.unwrap()["slots"].as_array().unwrap().iter().find(|s| s["free"] != 0).unwrap();
    let start = text(slot, "start");
    let booked = city.post("/offices/mitte/bookings", &wish(1, &start)).await.ok(201);
    let secret = text(&booked, "secret");
    let mails = city.mails(1).await;
    assert!(text(&mails[0], "text").contains(&format!("{}/bookings/{secret}", city.url())));
    assert!(text(&mails[0]["attachments"][0], "text").contains("BEGIN:VEVENT"));

    city.at(&start.replace(":00+", ":30+")).await;
    let arrived = city.post("/offices/mitte/check-ins", &json!({ "secret": secret })).await.ok(200);
    assert_eq!(arrived["number"], booked["number"]);
    let ticket = city.post("/offices/mitte/tickets", &json!({ "service": "reisepass" })).await;
    let ticket = ticket.ok(201);
    let next = city.post("/offices/mitte/counters/3/next", &json!({})).await.ok(200);
    assert_eq!(next["call"]["number"], booked["number"]);
    let calls = city.get("/offices/mitte/calls").await;
    assert_eq!(calls.ok(200)["calls"][0]["number"], booked["number"]);
    let known: Answer = city
        .try_send(
            Method::GET,
            "/offices/mitte/calls",
            &[("if-none-match", calls.header("etag"))],
            "",
        )
        .await
        .unwrap();
    assert_eq!(known.status, 304);
    let finish = json!({ "finish_current": true });
    let next = city.post("/offices/mitte/counters/3/next", &finish).await.ok(200);
    assert_eq!(next["call"]["number"], ticket["number"]);
    let page = [("accept", "text/html"), ("user-agent", "Mozilla/5.0")];
    let page = city.try_send(Method::GET, "/offices/mitte/board", &page, "").await.unwrap();
    assert!(page.text.contains(&text(&ticket, "number")), "{}", page.text);

    let url = city.url().to_owned();
    assert!(!left_running(&url).is_empty(), "the functions are processes of their own");
    let output = city.close();
    let deadline = std::time::Instant::now() + PATIENCE;
    while !left_running(&url).is_empty() {
        assert!(std::time::Instant::now() < deadline, "still running: {:?}", left_running(&url));
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    says_nothing_personal(&output, &[secret, text(&ticket, "secret")]);
}
