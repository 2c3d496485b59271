//! A city with one small function, through HTTP.

mod common;

use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, RawMessage};
use common::{PATIENCE, fetch, open, request, sdk};
use http::{Method, StatusCode};
use local_dev::city::Data;
use local_dev::files::Earlier;
use local_dev::inbox::Fault;
use serde_json::json;

#[tokio::test]
async fn a_request_reaches_its_function_as_an_event_and_comes_back() {
    let city = open(Data::Memory).await;
    let clock = json!({ "now": "2026-12-01T08:00:00+01:00" }).to_string();
    let set = request(Method::PUT, city.url() + "/_city/clock", &[], clock).await;
    assert_eq!(set.status, StatusCode::OK);
    assert!(set.json()["now"].as_str().unwrap().starts_with("2026-12-01T08:00:0"), "{set:?}");

    let url = city.url() + "/offices/m%C3%BCnster/bookings";
    let answer = request(Method::POST, url, &[], vec![0, 255]).await;
    let echo = answer.json();
    assert_eq!(echo["office"], "münster");
    assert_eq!(echo["route"], "POST /offices/{office}/bookings");
    assert_eq!(echo["length"], 2);
    let since = echo["time"].as_i64().unwrap() - 1_796_108_400_000;
    assert!((0..120_000).contains(&since), "{since} ms after the clock was set");
    assert!(answer.headers.contains_key("apigw-requestid"));
}

#[tokio::test]
async fn forms_get_and_head_work() {
    let city = open(Data::Memory).await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answer = request(Method::POST, city.url() + "/form", &form, "a=%C3%A4+b&c=").await;
    assert_eq!(answer.json(), json!([["a", "ä b"], ["c", ""]]));

    let url = city.url() + "/offices/mitte/bookings";
    let get = fetch(url.clone()).await;
    assert_eq!((get.text.as_str(), &get.headers["etag"]), ("mitte", &"\"7\"".parse().unwrap()));
    assert_eq!(get.headers["set-cookie"], "a=1");
    let head = request(Method::HEAD, url, &[], "").await;
    assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
    assert_eq!(head.headers["content-length"], "5");
}

#[tokio::test]
async fn what_no_function_takes_is_refused_with_a_problem() {
    let city = open(Data::Memory).await;
    let nowhere = fetch(city.url() + "/nowhere").await;
    assert_eq!(
        (nowhere.status, &nowhere.json()["code"]),
        (StatusCode::NOT_FOUND, &json!("not-found"))
    );
    assert_eq!(nowhere.headers["content-type"], "application/problem+json");

    let url = city.url() + "/offices/mitte/bookings";
    let wrong = request(Method::DELETE, url.clone(), &[], "").await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.headers["allow"], "GET, POST, HEAD");

    let large = request(Method::POST, url.clone(), &[], vec![b'x'; 6 * 1024 * 1024 + 1]).await;
    assert_eq!(
        (large.status, &large.json()["code"]),
        (StatusCode::PAYLOAD_TOO_LARGE, &json!("too-large"))
    );
    let largest = request(Method::POST, url.clone(), &[], vec![b'x'; 6 * 1024 * 1024]).await;
    assert_eq!(largest.status, StatusCode::OK);

    let host = request(Method::GET, url, &[("host", "a b")], "").await;
    assert_eq!(host.status, StatusCode::BAD_REQUEST);
    let panic = fetch(city.url() + "/panic").await;
    assert_eq!(
        (panic.status, &panic.json()["code"]),
        (StatusCode::INTERNAL_SERVER_ERROR, &json!("internal"))
    );
}

#[tokio::test]
async fn requests_do_not_wait_for_each_other() {
    let city = open(Data::Memory).await;
    let both = async { tokio::join!(fetch(city.url() + "/slow"), fetch(city.url() + "/slow")) };
    let (one, two) = tokio::time::timeout(PATIENCE, both).await.unwrap();
    assert_eq!((one.text.as_str(), two.text.as_str()), ("both", "both"));
}

#[tokio::test]
async fn only_this_machines_own_pages_reach_the_citys_own_routes() {
    let city = open(Data::Memory).await;
    let port = city.url().rsplit_once(':').unwrap().1.to_owned();
    for path in ["/_city/mails", "/_city/inbox", "/_city/clock", "/_city/health", "/_city/nothing"]
    {
        for host in
            ["evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example", "192.168.0.1"]
        {
            let answer = request(Method::GET, city.url() + path, &[("host", host)], "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{host}{path}");
            assert_eq!(answer.json()["code"], "loopback-only");
        }
        for host in ["127.0.0.1", "localhost", &format!("localhost:{port}"), "[::1]:80"] {
            let answer = request(Method::GET, city.url() + path, &[("host", host)], "").await;
            assert_ne!(answer.status, StatusCode::FORBIDDEN, "{host}{path}");
        }
    }
    let elsewhere = [("origin", "https://evil.example"), ("content-type", "text/plain")];
    let clock = json!({ "now": "2026-12-01T08:00:00Z" }).to_string();
    let answer = request(Method::PUT, city.url() + "/_city/clock", &elsewhere, clock).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn health_is_ready_once_every_function_has_answered() {
    let city = open(Data::Memory).await;
    tokio::time::timeout(PATIENCE, city.health().ready()).await.unwrap();
    let health = fetch(city.url() + "/_city/health").await;
    assert_eq!((health.status, health.json()), (StatusCode::OK, json!({ "ready": true })));
}

#[tokio::test]
async fn the_start_page_leads_everywhere_and_sets_the_clock() {
    let city = open(Data::Memory).await;
    let page = fetch(city.url()).await.text;
    for path in ["", "/kiosk", "/desk", "/board", "/counters/2"] {
        assert!(page.contains(&format!("href=\"/offices/mitte{path}\"")), "{path}");
    }
    assert!(page.contains("href=\"/_city/inbox\"") && !page.contains("<Mitte>"), "{page}");

    let form = [("content-type", "application/x-www-form-urlencoded")];
    let url = city.url() + "/_city/clock";
    let set = request(Method::POST, url.clone(), &form, "now=2027-07-01T08%3A00").await;
    assert_eq!(
        (set.status, &set.headers["location"]),
        (StatusCode::SEE_OTHER, &"/".parse().unwrap())
    );
    let now = fetch(url.clone()).await.json()["now"].as_str().unwrap().to_owned();
    assert!(now.starts_with("2027-07-01T08:00:") && now.ends_with("+02:00"), "{now}");
    let wrong = request(Method::POST, url.clone(), &form, "now=morgen").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let back = request(Method::POST, url.clone(), &form, "now=").await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let now = fetch(url).await.json()["now"].as_str().unwrap().to_owned();
    assert!(!now.starts_with("2027-07-01"), "{now}");
}

#[tokio::test]
async fn mails_arrive_through_the_real_client_and_outlive_the_city() {
    let temp = tempfile::tempdir().unwrap();
    let folder = || Data::Folder(temp.path().join("city"), Earlier::Keep);
    let city = open(folder()).await;
    let ses = aws_sdk_sesv2::Client::new(&sdk(city.ground().ses.endpoint()).await);
    let to = Destination::builder().to_addresses("buergerin@example.org").build();
    let raw = "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: text/html\r\n\r\n<p>612</p>";
    let raw = RawMessage::builder().data(raw.as_bytes().into()).build().unwrap();
    let send = ses.send_email().from_email_address("stadt@example.org").destination(to.clone());
    // The client itself tries three times, so two refusals go unnoticed.
    city.ground().inbox.fail(Fault::Throttled, 2);
    send.clone().content(EmailContent::builder().raw(raw).build()).send().await.unwrap();
    let text = |text: &str| Content::builder().data(text).build().unwrap();
    let body = Body::builder().text(text("Ihre Nummer")).build();
    let simple = Message::builder().subject(text("Zwei")).body(body).build();
    let simple = EmailContent::builder().simple(simple).build();
    send.clone().content(simple.clone()).send().await.unwrap();

    let url = city.url() + "/_city/mails/faults";
    let fault = json!({ "fault": "broken", "times": 3 }).to_string();
    assert_eq!(request(Method::POST, url, &[], fault).await.status, StatusCode::NO_CONTENT);
    let refused = send.clone().content(simple.clone()).send().await;
    refused.unwrap_err();
    city.ground().inbox.fail(Fault::AnswerLost, 1);
    send.content(simple).send().await.unwrap();
    tokio::time::timeout(PATIENCE, city.ground().inbox.has(4)).await.unwrap();
    drop(city);

    let city = open(folder()).await;
    let mails = fetch(city.url() + "/_city/mails").await.json();
    assert_eq!(
        mails["mails"].as_array().unwrap()[..2],
        [
            json!({ "to": "buergerin@example.org", "subject": "Grüße", "text": "",
                    "html": "<p>612</p>", "attachments": [] }),
            json!({ "to": "buergerin@example.org", "subject": "Zwei", "text": "Ihre Nummer",
                    "html": "", "attachments": [] }),
        ]
    );
    assert_eq!(mails["mails"].as_array().unwrap().len(), 4);
    assert!(fetch(city.url() + "/_city/inbox").await.text.contains("/_city/inbox/1\">Zwei"));
    let html = fetch(city.url() + "/_city/inbox/0/html").await;
    assert!(html.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
    assert!(html.text.ends_with("<p>612</p>"));
    assert_eq!(fetch(city.url() + "/_city/inbox/9").await.status, StatusCode::NOT_FOUND);
}
