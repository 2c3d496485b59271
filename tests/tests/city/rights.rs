//! Who may do what: every route, tried with every credential.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use domain::{
    staff::{Rights, StaffIssuer},
    time::Seconds,
};
use http::Method;
use local_dev::{function::Function, house, issuer::Issuer};
use serde_json::json;
use store::DeviceKind;
use tests::{Answer, Opening, TestCity, on, today, town};
use web::{Access, SESSION, Session};

/// Everybody who could ask, as they stand over the columns of the table.
const ASKING: [(&str, Shows); 22] = [
    ("nobody", Shows::Nothing),
    ("clerk here", Shows::Token("clerk", "linden")),
    ("clerk elsewhere", Shows::Token("clerk", "mitte")),
    ("desk here", Shows::Token("info-desk", "linden")),
    ("desk elsewhere", Shows::Token("info-desk", "mitte")),
    ("lead here", Shows::Token("lead", "linden")),
    ("lead elsewhere", Shows::Token("lead", "mitte")),
    ("board here", Shows::Token("board", "linden")),
    ("root", Shows::Token("root", "*")),
    ("token over", Shows::BadToken(Bad::Over)),
    ("other audience", Shows::BadToken(Bad::Audience)),
    ("other issuer", Shows::BadToken(Bad::Issuer)),
    ("other key", Shows::BadToken(Bad::Key)),
    ("alg none", Shows::BadToken(Bad::Algorithm)),
    ("signed in here", Shows::Session("lead@linden", "same-origin", 0)),
    ("signed in elsewhere", Shows::Session("lead@mitte+clerk@mitte", "same-origin", 0)),
    ("signed in yesterday", Shows::Session("lead@linden", "same-origin", 12 * 3600)),
    ("signed in, other site", Shows::Session("lead@linden", "cross-site", 0)),
    ("kiosk here", Shows::Device(DeviceKind::Kiosk, "linden", "here")),
    ("kiosk elsewhere", Shows::Device(DeviceKind::Kiosk, "mitte", "elsewhere")),
    ("kiosk revoked", Shows::Device(DeviceKind::Kiosk, "linden", "revoked")),
    ("workstation here", Shows::Device(DeviceKind::Clerk, "linden", "here")),
];

/// What somebody shows.
#[derive(Clone, Copy)]
enum Shows {
    Nothing,
    /// A token of the city's issuer with this role and office.
    Token(&'static str, &'static str),
    /// One of a lead here with which something is wrong.
    BadToken(Bad),
    /// The cookie of somebody with these rights, from there, so long after.
    Session(&'static str, &'static str, i64),
    /// The cookie of a device of this office, by this name.
    Device(DeviceKind, &'static str, &'static str),
}

#[derive(Clone, Copy)]
enum Bad {
    Over,
    Audience,
    Issuer,
    Key,
    Algorithm,
}

fn staff() -> StaffIssuer {
    house::staff(&house::infra()).unwrap().unwrap()
}

fn bad_token(city: &TestCity, bad: Bad) -> String {
    let (issuer, other) = (&city.city().ground().issuer, Issuer::open(None).unwrap());
    let lead = json!({ "role": "lead", "office": "linden" });
    let with = |name: &str, value: serde_json::Value| {
        let mut claims = lead.clone();
        claims[name] = value;
        issuer.sign(&staff(), &claims).unwrap()
    };
    match bad {
        Bad::Over => with("exp", json!(1_700_000_000)),
        Bad::Audience => with("aud", json!(["canteen"])),
        Bad::Issuer => with("iss", json!("https://login.elsewhere.example")),
        Bad::Key => other.sign(&staff(), &lead).unwrap(),
        Bad::Algorithm => {
            // {"alg":"none","typ":"JWT"}, and no signature.
            let good = issuer.sign(&staff(), &lead).unwrap();
            format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", good.split('.').nth(1).unwrap())
        }
    }
}

fn session(city: &TestCity, rights: &str, ago: i64) -> String {
    let then = web::real_time() - Seconds(ago);
    let session = Session::begin(Rights::from_text(rights).unwrap(), &staff(), then);
    format!("{SESSION}={}", session.seal(city.own_store().keyring()))
}

pub(crate) async fn city() -> TestCity {
    let city = TestCity::open_as(Opening { access: Access::Claims, ..Opening::default() }).await;
    city.at(&today("08:05"));
    city
}

/// The cookie of a device that was paired as on the day of its delivery.
pub(crate) async fn device(city: &TestCity, kind: DeviceKind, office: &str, name: &str) -> String {
    let id = office.parse().unwrap();
    let code = city.own_store().invite_device(&id, kind, name, city.now()).await.unwrap();
    let path = format!("/offices/{office}/pairing");
    let paired = city.post(&path, &json!({ "code": code.to_string().to_lowercase() })).await;
    paired.ok(201);
    let cookie = paired.header("set-cookie").to_owned();
    for part in ["__Host-device=", "Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    cookie.split(';').next().unwrap().to_owned()
}

/// The headers by which each of them is known; none for nobody.
async fn credentials(city: &TestCity) -> Vec<Vec<(String, String)>> {
    let header = |name: &str, value: String| (name.to_owned(), value);
    let mut all = Vec::new();
    for (_, shows) in ASKING {
        all.push(match shows {
            Shows::Nothing => Vec::new(),
            Shows::Token(role, office) => {
                let body = json!({ "role": role, "office": office }).to_string();
                let json = [("content-type", "application/json")];
                let token = city.send(Method::POST, "/_city/token", &json, &body).await.ok(200);
                vec![header(
                    "authorization",
                    format!("Bearer {}", token["token"].as_str().unwrap()),
                )]
            }
            Shows::BadToken(bad) => {
                vec![header("authorization", format!("Bearer {}", bad_token(city, bad)))]
            }
            Shows::Session(rights, from, ago) => vec![
                header("cookie", session(city, rights, ago)),
                header("sec-fetch-site", from.to_owned()),
            ],
            Shows::Device(kind, office, name) => {
                let cookie = device(city, kind, office, name).await;
                if name == "revoked" {
                    revoke(city, name).await;
                }
                vec![header("cookie", cookie)]
            }
        });
    }
    all
}

/// Revokes the kiosk of this name.
async fn revoke(city: &TestCity, name: &str) {
    let (store, office) = (city.own_store(), "linden".parse().unwrap());
    let devices = store.devices(&office).await.unwrap();
    let (id, _) = devices.iter().find(|(_, device)| device.name == name).unwrap();
    assert!(store.revoke_device(&office, id, city.now()).await.unwrap());
    assert!(!store.revoke_device(&office, id, city.now()).await.unwrap());
}

async fn ask(
    city: &TestCity,
    method: &Method,
    path: &str,
    who: &[(String, String)],
    body: &str,
) -> Answer {
    let key = web::fresh_key();
    let mut headers = vec![("content-type", "application/json"), ("idempotency-key", &*key)];
    headers.extend(who.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    city.send(method.clone(), path, &headers, body).await
}

/// No answer of any route can be framed, sniffed, leaked or taken out of HTTPS; and
/// what somebody got who showed who they are is kept in no cache.
fn protected(answer: &Answer, route: &str, shown: bool) {
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';"), "{route}: {policy}");
    for part in ["base-uri 'none'", "frame-ancestors 'self'", "form-action 'self'"] {
        assert!(policy.contains(part), "{route}: {policy}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("strict-transport-security", "max-age=31536000"),
    ] {
        assert_eq!(answer.header(name), value, "{route}");
    }
    let kept = answer.header("cache-control");
    let for_everybody = ["/assets/{file}", "/offices/{office}/calls", "/offices/{office}/wait"];
    if for_everybody.contains(&route) {
        return;
    }
    if shown || answer.status >= 400 {
        assert_eq!(kept, "no-store", "{route} {}", answer.status);
    }
}

/// What became of a request, as the table says it.
fn word(answer: &Answer) -> String {
    match answer.status {
        // Who asks is looked at after what is asked: an empty body is refused first.
        400 | 401 | 403 | 404 => answer.status.to_string(),
        500.. => panic!("{answer:?}"),
        303 => "away".to_owned(),
        _ => "yes".to_owned(),
    }
}

#[tokio::test]
async fn every_route_opens_to_whom_the_table_says_and_to_nobody_else() {
    let mut rows = BTreeMap::new();
    let city = city().await;
    let everybody = credentials(&city).await;
    let none = "a".repeat(27);
    // What the body of a request decides; first, since the head of the office
    // publishes another plan below.
    let booking = json!({ "service": "ausweis", "start": on("2026-12-02", "09:00") }).to_string();
    for (what, path, body) in [
        ("a ticket", "/offices/linden/tickets", json!({ "service": "ausweis" }).to_string()),
        ("by number", "/offices/linden/check-ins", json!({ "number": "600" }).to_string()),
        (
            "by number and time",
            "/offices/linden/check-ins",
            json!({ "number": "600", "time": "09:00" }).to_string(),
        ),
        (
            "closing a day",
            "/offices/linden/closures",
            json!({ "date": "2026-12-11", "reason": "Wasserschaden" }).to_string(),
        ),
        (
            "a visit that cannot wait",
            "/offices/linden/urgent",
            json!({ "number": "100", "reason": "travel" }).to_string(),
        ),
        (
            "a number of the outage",
            "/offices/linden/emergency-tickets",
            json!({ "number": "960", "service": "ausweis", "drawn": "07:59" }).to_string(),
        ),
        ("a booking without an address", "/offices/linden/bookings", booking),
    ] {
        let mut row = Vec::new();
        for who in &everybody {
            let answer = ask(&city, &Method::POST, path, who, &body).await;
            row.push(answer.status.to_string());
        }
        rows.insert(format!("{path} POST, {what}"), row);
    }
    for (_, routes) in house::published() {
        for (method, template) in Function::published(&routes) {
            let path = template
                .replace("{office}", "linden")
                .replace("{counter}", "7")
                .replace("{secret}", &none)
                .replace("{hold}", &format!("linden-20261202-{}", "a".repeat(12)))
                .replace("{topic}", "imprint")
                .replace("{date}", "2026-12-04")
                .replace("{file}", "wertmarke.css");
            assert!(!path.contains('{'), "{path}: what stands for this?");
            let mut row = Vec::new();
            for who in &everybody {
                let answer = ask(&city, &method, &path, who, "{}").await;
                protected(&answer, &template, !who.is_empty());
                row.push(word(&answer));
            }
            rows.insert(format!("{template} {method}"), row);
        }
    }
    let mut table = format!("{:58}", "");
    for (name, _) in ASKING {
        let _ = write!(table, " | {name}");
    }
    table.push('\n');
    for (route, row) in rows {
        let _ = write!(table, "{route:58}");
        for ((name, _), cell) in ASKING.iter().zip(row) {
            let _ = write!(table, " | {cell:width$}", width = name.len());
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("rights.txt");
    if std::env::var_os("UPDATE_RIGHTS").is_some() {
        std::fs::write(&file, &table).expect("the file can be written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == table,
        "who may do what has changed; look at tests/rights.txt after\n  \
         UPDATE_RIGHTS=1 ./tests/run rights\n{table}"
    );
}

/// Two cities in one deployment: each has its issuer, and gives no rights at an
/// office of the other, whatever its tokens and sessions say.
#[tokio::test]
async fn no_city_gives_rights_at_an_office_of_another() {
    let city = city().await;
    let (here, elsewhere) = (staff(), "https://login.herne.example");
    let file = town::city_file().replace(&here.issuer, elsewhere);
    let office = town::LINDEN.replace("id = \"linden\"", "id = \"herne-mitte\"");
    let applied = city.own_store().apply(&file, "herne-mitte.toml", &office).await.unwrap();
    assert_eq!(applied, store::Applied::Now(1));
    let claims =
        json!({ "role": "lead", "office": "herne-mitte", "groups": ["buergerdienste-leitung"] });
    let token = city.city().ground().issuer.sign(&here, &claims).unwrap();
    for who in [
        ("authorization", format!("Bearer {token}")),
        ("cookie", session(&city, "lead@herne-mitte+lead@*", 0)),
    ] {
        let who = [(who.0.to_owned(), who.1)];
        let today = |office: &str| format!("/offices/{office}/today");
        let there = ask(&city, &Method::GET, &today("herne-mitte"), &who, "").await;
        // A token of theirs cannot even be tried: their issuer does not answer.
        assert!([401, 500].contains(&there.status), "{there:?}");
        let here = ask(&city, &Method::GET, &today("linden"), &who, "").await;
        assert_eq!(here.status, 200, "{here:?}");
    }
}

/// A group stands for a role at some offices, or at all of the city.
#[tokio::test]
async fn the_city_s_file_says_what_a_group_may_do() {
    let city = city().await;
    for (groups, here, there) in [
        (json!(["buergerbuero-mitte-leitung", "kantine"]), 200, 403),
        (json!("buergerbuero-mitte-schalter"), 403, 403),
        (json!(["buergerdienste-leitung"]), 200, 200),
        (json!(["kantine"]), 401, 401),
    ] {
        let claims = json!({ "groups": groups });
        let token = city.city().ground().issuer.sign(&staff(), &claims).unwrap();
        let who = [("authorization".to_owned(), format!("Bearer {token}"))];
        for (office, status) in [("mitte", here), ("linden", there)] {
            let path = format!("/offices/{office}/today");
            let answer = ask(&city, &Method::GET, &path, &who, "").await;
            assert_eq!(answer.status, status, "{groups} {office}: {answer:?}");
        }
    }
}

/// No answer can be framed, sniffed or leaked, and what is personal is kept nowhere.
#[tokio::test]
async fn every_answer_has_the_headers_that_protect_it() {
    let city = TestCity::open().await;
    city.at(&today("08:05"));
    let booking = city.linden().book("ausweis", &today("09:00")).await;
    let ticket = city.linden().ticket("abholen").await;
    let personal = [
        format!("/bookings/{}", booking.secret),
        format!("/bookings/{}/move", booking.secret),
        format!("/bookings/{}/cancel", booking.secret),
        format!("/bookings/{}/calendar.ics", booking.secret),
        format!("/tickets/{}", ticket.secret),
    ];
    let common = ["/offices", "/offices/linden", "/offices/linden/calls", "/offices/nowhere"];
    let all = personal.iter().map(String::as_str).chain(common);
    for path in all {
        for answer in [city.get(path).await, city.page(path).await] {
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none';"), "{path}: {policy}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
            let https = answer.header("strict-transport-security");
            assert_eq!(https, "max-age=31536000", "{path}");
            if personal.iter().any(|it| it == path) {
                assert_eq!(answer.header("cache-control"), "no-store", "{path}");
                assert_eq!(answer.header("x-robots-tag"), "noindex", "{path}");
            }
        }
    }
}
