//! Staff sign in as people: at the city's issuer, and back to where they were.

use http::Method;
use local_dev::house;
use serde_json::json;
use tests::{Answer, Opening, TestCity, ledger::Ledger, today, town};
use web::Access;

const BROWSER: [(&str, &str); 4] = [
    ("accept", "text/html"),
    ("user-agent", "Mozilla/5.0"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-site", "same-origin"),
];

async fn city() -> TestCity {
    let city = TestCity::open_as(Opening { access: Access::Claims, ..Opening::default() }).await;
    city.at(&today("08:05"));
    city
}

/// Looks at a path of the city, or at one under its other name.
async fn look(city: &TestCity, address: &str, cookie: &str) -> Answer {
    let path = match address.strip_prefix("http://") {
        Some(rest) => &rest[rest.find('/').unwrap()..],
        None => address,
    };
    let mut headers = BROWSER.to_vec();
    headers.push(("cookie", cookie));
    city.send(Method::GET, path, &headers, "").await
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// A browser on its way: the attempt's cookie, and the issuer's page.
async fn away(city: &TestCity, page: &str) -> (String, Answer) {
    let asked = look(city, page, "").await;
    assert_eq!(asked.status, 303, "{asked:?}");
    let leaving = look(city, asked.header("location"), "").await;
    assert_eq!(leaving.status, 303, "{leaving:?}");
    let issuer = leaving.header("location");
    assert!(issuer.starts_with("http://localhost:"), "{issuer}");
    assert!(cookie(&leaving).starts_with("__Host-sign-in="));
    assert!(leaving.header("set-cookie").contains("SameSite=Lax"));
    (cookie(&leaving), look(city, issuer, "").await)
}

/// Where a click on the person who does this leads.
fn click(people: &Answer, work: &str) -> String {
    let line = people.text.lines().find(|line| line.contains(work)).expect(work);
    let href = line.split('"').nth(1).unwrap();
    href.replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn a_clerk_signs_in_serves_and_signs_out() {
    let city = city().await;
    let counter = "/offices/mitte/counters/7";
    let (attempt, people) = away(&city, counter).await;
    let back = look(&city, &click(&people, "Schalter, mitte<"), &attempt).await;
    assert_eq!((back.status, back.header("refresh")), (200, &*format!("0; url={counter}")));
    assert_eq!(back.header("cache-control"), "no-store");
    let session = cookie(&back);
    for rule in ["__Host-session=", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=43200"] {
        assert!(back.header("set-cookie").contains(rule), "{back:?}");
    }
    let page = look(&city, counter, &session).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Abmelden"), "{}", page.text);
    let mut press = BROWSER.to_vec();
    press.push(("cookie", &session));
    press.push(("content-type", "application/x-www-form-urlencoded"));
    let key = format!("key={}", web::fresh_key());
    let open = city.send(Method::POST, &format!("{counter}/open"), &press, &key).await;
    assert_eq!((open.status, open.header("location")), (303, counter));
    // Somebody of Mitte at a counter is nobody there who leads, nor anybody elsewhere.
    for path in ["/offices/mitte/today", "/offices/linden/counters/7"] {
        assert_eq!(look(&city, path, &session).await.status, 403, "{path}");
    }
    let out = city.send(Method::POST, "/sign-out", &press, &format!("to={counter}")).await;
    assert_eq!((out.status, cookie(&out)), (200, "__Host-session=".to_owned()));
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{out:?}");
    assert!(out.text.contains("/sign-in?to=%2Foffices%2Fmitte%2Fcounters%2F7"), "{}", out.text);
    // Who that was is written down nowhere.
    let stored = format!("{:?}", Ledger::items(&city).await);
    for person in ["Yilmaz", "Nowak", "buergerbuero-mitte-schalter\"]", &session] {
        assert!(!stored.contains(person) && !session.contains("Yilmaz"), "{person}");
    }
}

#[tokio::test]
async fn nobody_signs_in_by_a_way_that_is_not_theirs() {
    let city = city().await;
    let (attempt, people) = away(&city, "/offices/linden/today").await;
    let (other, _) = away(&city, "/offices/linden/today").await;
    let way = click(&people, "alle Standorte");
    let code = |answer: &Answer| (answer.status, answer.text.contains("abgelaufen"));
    assert_eq!(code(&look(&city, &way, "").await), (400, true), "no attempt");
    assert_eq!(code(&look(&city, &way, &other).await), (400, true), "another browser's");
    let forged = way.replace("state=", "state=0");
    assert_eq!(code(&look(&city, &forged, &attempt).await), (400, true), "another state");
    let denied = way.split("&code=").next().unwrap();
    assert_eq!(look(&city, denied, &attempt).await.status, 403, "the issuer said no");
    let wrong = format!("{denied}&code=01JD0000000000000000000000");
    assert_eq!(look(&city, &wrong, &attempt).await.status, 403, "a code of nobody");
    let fine = look(&city, &way, &attempt).await;
    assert_eq!(fine.status, 200, "{fine:?}");
    assert_eq!(look(&city, &way, &attempt).await.status, 403, "a code opens once");
}

#[tokio::test]
async fn an_account_without_rights_stays_outside_and_is_told() {
    let city = city().await;
    let (attempt, people) = away(&city, "/offices/mitte/desk").await;
    let back = look(&city, &click(&people, "Herr Fremd"), &attempt).await;
    assert_eq!((back.status, back.text.contains("nichts freigegeben")), (403, true));
    assert_eq!(back.header("set-cookie"), "");
}

#[tokio::test]
async fn nobody_is_sent_away_from_these_pages() {
    let city = city().await;
    for to in ["https://evil.example", "//evil.example", "/offices//evil.example", "%5C%5Cevil"] {
        let answer = look(&city, &format!("/sign-in?to={to}"), "").await;
        assert_eq!((answer.status, answer.header("location")), (303, "/offices"), "{to}");
    }
    // A program is told, and a command is not carried out afterwards.
    city.get("/offices/mitte/desk").await.refused(401, "sign-in-needed");
    let late = city.form("/offices/mitte/counters/7/next", &[("key", &web::fresh_key())]).await;
    assert_eq!(late.status, 401);
    assert!(late.text.contains("/sign-in?to=%2Foffices%2Fmitte%2Fcounters%2F7\""), "{}", late.text);
}

#[tokio::test]
async fn without_its_issuer_nobody_signs_in_and_a_page_says_so() {
    let city = city().await;
    let here = house::staff(&house::infra()).unwrap().unwrap();
    let file = town::city_file().replace(&here.issuer, "http://127.0.0.1:9/realms/herne");
    let office = town::LINDEN.replace("id = \"linden\"", "id = \"herne-mitte\"");
    let applied = city.own_store().apply(&file, "herne-mitte.toml", &office).await.unwrap();
    assert_eq!(applied, store::Applied::Now(1));
    let answer = city.get("/sign-in?to=/offices/herne-mitte/desk").await;
    answer.refused(503, "issuer-unreachable");
    // One that has none pairs its devices.
    let (before, _) = file.split_once("[staff]").unwrap();
    let applied = city.own_store().apply(before, "herne-mitte.toml", &office).await.unwrap();
    assert_eq!(applied, store::Applied::Now(2));
    city.at(&today("08:10"));
    city.get("/sign-in?to=/offices/herne-mitte/desk").await.refused(401, "sign-in-needed");
    let page = city.page("/offices/herne-mitte/desk").await;
    assert_eq!(page.status, 401);
    assert!(page.text.contains("/offices/herne-mitte/pairing"), "{}", page.text);
    let body = json!({ "code": "AAAAA-AAAAA" });
    city.post("/offices/herne-mitte/pairing", &body).await.refused(404, "unknown-code");
}
