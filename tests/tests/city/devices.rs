//! Kiosks and workstations: paired by a code, known by a cookie.

use http::Method;
use serde_json::json;
use store::DeviceKind;
use tests::{TestCity, today};

use crate::rights::{city, device};

/// The code with which a kiosk of this name is paired.
async fn invited(city: &TestCity, name: &str) -> String {
    let here = "linden".parse().unwrap();
    let code = city.own_store().invite_device(&here, DeviceKind::Kiosk, name, city.now()).await;
    code.unwrap().to_string()
}

#[tokio::test]
async fn a_code_opens_once_here_and_for_a_quarter_of_an_hour() {
    let city = city().await;
    let pair = |office: &'static str, code: String| {
        let city = city.clone();
        async move {
            let path = format!("/offices/{office}/pairing");
            city.post(&path, &json!({ "code": code })).await
        }
    };
    let code = invited(&city, "links").await;
    pair("mitte", code.clone()).await.refused(404, "unknown-code");
    pair("linden", "AAAAA-AAAAA".to_owned()).await.refused(404, "unknown-code");
    pair("linden", "'; --".to_owned()).await.refused(404, "unknown-code");
    pair("linden", code.clone()).await.ok(201);
    pair("linden", code).await.refused(404, "unknown-code");
    let late = invited(&city, "rechts").await;
    city.at(&today("08:21"));
    pair("linden", late).await.refused(404, "unknown-code");
}

#[tokio::test]
async fn neither_code_nor_token_is_stored() {
    let city = city().await;
    let code = invited(&city, "links").await;
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
    let code = invited(&city, "links").await;
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
