//! Who may do what: every route, tried with every credential.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use http::Method;
use local_dev::{function::Function, house};
use serde_json::json;
use store::DeviceKind;
use tests::{Answer, Opening, TestCity, on, today};
use web::Access;

/// Everybody who could ask, as they stand over the columns of the table.
const ASKING: [(&str, Option<(&str, &str)>); 13] = [
    ("nobody", None),
    ("clerk here", Some(("clerk", "linden"))),
    ("clerk elsewhere", Some(("clerk", "mitte"))),
    ("desk here", Some(("info-desk", "linden"))),
    ("desk elsewhere", Some(("info-desk", "mitte"))),
    ("lead here", Some(("lead", "linden"))),
    ("lead elsewhere", Some(("lead", "mitte"))),
    ("board here", Some(("board", "linden"))),
    ("root", Some(("root", "*"))),
    ("kiosk here", None),
    ("kiosk elsewhere", None),
    ("kiosk revoked", None),
    ("workstation here", None),
];

async fn city() -> TestCity {
    let city = TestCity::open_as(Opening { access: Access::Claims, ..Opening::default() }).await;
    city.at(&today("08:05"));
    city
}

/// The cookie of a device that was paired as on the day of its delivery.
async fn device(city: &TestCity, kind: DeviceKind, office: &str, name: &str) -> String {
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

/// The header by which each of them is known; empty for nobody.
async fn credentials(city: &TestCity) -> Vec<(&'static str, Vec<(String, String)>)> {
    let mut all = Vec::new();
    for (name, claims) in ASKING {
        let header = if let Some((role, office)) = claims {
            let body = json!({ "role": role, "office": office }).to_string();
            let json = [("content-type", "application/json")];
            let token = city.send(Method::POST, "/_city/token", &json, &body).await.ok(200);
            vec![(
                "authorization".to_owned(),
                format!("Bearer {}", token["token"].as_str().unwrap()),
            )]
        } else if let Some((kind, place)) = name.split_once(' ') {
            let office = if place == "elsewhere" { "mitte" } else { "linden" };
            let kind = if kind == "kiosk" { DeviceKind::Kiosk } else { DeviceKind::Clerk };
            let cookie = device(city, kind, office, place).await;
            if place == "revoked" {
                revoke(city, place).await;
            }
            vec![("cookie".to_owned(), cookie)]
        } else {
            Vec::new()
        };
        all.push((name, header));
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

/// What became of a request, as the table says it.
fn word(answer: &Answer) -> String {
    match answer.status {
        401 | 403 | 404 => answer.status.to_string(),
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
        ("a booking without an address", "/offices/linden/bookings", booking),
    ] {
        let mut row = Vec::new();
        for (_, who) in &everybody {
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
            for (_, who) in &everybody {
                row.push(word(&ask(&city, &method, &path, who, "{}").await));
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

#[tokio::test]
async fn a_code_opens_once_here_and_for_a_quarter_of_an_hour() {
    let city = city().await;
    let (store, here) = (city.own_store(), "linden".parse().unwrap());
    let pair = |office: &'static str, code: String| {
        let city = city.clone();
        async move {
            let path = format!("/offices/{office}/pairing");
            city.post(&path, &json!({ "code": code })).await
        }
    };
    let code = store
        .invite_device(&here, DeviceKind::Kiosk, "links", city.now())
        .await
        .unwrap()
        .to_string();
    pair("mitte", code.clone()).await.refused(404, "unknown-code");
    pair("linden", "AAAAA-AAAAA".to_owned()).await.refused(404, "unknown-code");
    pair("linden", "'; --".to_owned()).await.refused(404, "unknown-code");
    pair("linden", code.clone()).await.ok(201);
    pair("linden", code).await.refused(404, "unknown-code");
    let late = store
        .invite_device(&here, DeviceKind::Kiosk, "rechts", city.now())
        .await
        .unwrap()
        .to_string();
    city.at(&today("08:21"));
    pair("linden", late).await.refused(404, "unknown-code");
}

#[tokio::test]
async fn neither_code_nor_token_is_stored() {
    let city = city().await;
    let code = {
        let here = "linden".parse().unwrap();
        city.own_store()
            .invite_device(&here, DeviceKind::Kiosk, "links", city.now())
            .await
            .unwrap()
            .to_string()
    };
    let cookie = device(&city, DeviceKind::Kiosk, "linden", "rechts").await;
    let token = cookie.split_once('.').unwrap().1;
    let stored = format!("{:?}", tests::ledger::Ledger::items(&city).await).to_lowercase();
    assert!(!stored.contains(token));
    assert!(!stored.contains(&code.replace('-', "").to_lowercase()));
}

#[tokio::test]
async fn a_device_that_is_no_kiosk_is_asked_for_its_code() {
    let city = city().await;
    let sent = city.page("/offices/linden/kiosk").await;
    assert_eq!((sent.status, sent.header("location")), (303, "/offices/linden/pairing"));
    let page = city.page("/offices/linden/pairing").await;
    assert!(page.text.contains("name=\"code\""), "{}", page.text);
    let code = {
        let here = "linden".parse().unwrap();
        city.own_store()
            .invite_device(&here, DeviceKind::Kiosk, "links", city.now())
            .await
            .unwrap()
            .to_string()
    };
    let paired = city.form("/offices/linden/pairing", &[("code", &code)]).await;
    assert_eq!((paired.status, paired.header("location")), (303, "/offices/linden/kiosk"));
    let cookie = paired.header("set-cookie").split(';').next().unwrap().to_owned();
    let headers = [("accept", "text/html"), ("cookie", &*cookie)];
    let kiosk = city.send(Method::GET, "/offices/linden/kiosk", &headers, "").await;
    assert_eq!(kiosk.status, 200);
}

#[tokio::test]
async fn no_other_site_commands_a_workstation() {
    let city = city().await;
    let cookie = device(&city, DeviceKind::Clerk, "linden", "Schalter 7").await;
    for (from, status) in
        [("same-origin", 200), ("same-site", 401), ("cross-site", 401), ("none", 401)]
    {
        let key = web::fresh_key();
        let headers = [("cookie", &*cookie), ("sec-fetch-site", from), ("idempotency-key", &*key)];
        let path = "/offices/linden/counters/7/open";
        let answer = city.send(Method::POST, path, &headers, "{}").await;
        assert_eq!(answer.status, status, "{from}: {}", answer.text);
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
