//! The city's own routes: clock, mails, tokens, health, start page.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect};
use axum::routing::{get, post};
use axum::{Form, Json, Router, middleware};
use domain::staff::StaffIssuer;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use jiff::civil;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::{self, Clock};
use crate::guard::loopback_only;
use crate::health::Health;
use crate::inbox::{Fault, Inbox};
use crate::issuer::{Asked, Claims, Issuer, Wish};
use crate::pages::{self, Office};
use crate::problem::problem;
use crate::stream::Pump;

/// What the city's own routes need.
#[derive(Debug, Clone)]
pub(crate) struct Admin {
    pub(crate) clock: Clock,
    pub(crate) inbox: Inbox,
    pub(crate) issuer: Issuer,
    pub(crate) staff: Option<Arc<StaffIssuer>>,
    pub(crate) health: Health,
    pub(crate) pumps: Arc<[Pump]>,
    pub(crate) offices: Arc<[Office]>,
}

pub(crate) fn routes(admin: Admin) -> Router {
    Router::new()
        .route("/", get(start))
        .route("/_city/homepage", get(homepage))
        .route("/_city/health", get(health))
        .route("/_city/clock", get(read_clock).put(set_clock).post(set_clock_by_form))
        .route("/_city/token", post(issue_token))
        .route("/_city/issuer/.well-known/openid-configuration", get(describe_issuer))
        .route("/_city/issuer/keys", get(issuer_keys))
        .route("/_city/issuer/authorize", get(choose_person))
        .route("/_city/issuer/token", post(exchange_code))
        .route("/_city/mails", get(mails))
        .route("/_city/mails/faults", post(fail_mails))
        .route("/_city/dead-letters", get(dead_letters))
        .route("/_city/inbox", get(inbox))
        .route("/_city/inbox/{mail}", get(mail))
        .route("/_city/inbox/{mail}/html", get(mail_html))
        .route("/_city/inbox/{mail}/attachments/{part}", get(attachment))
        .route("/_city/{*rest}", get(not_found))
        .with_state(admin)
        .layer(middleware::from_fn(loopback_only))
}

async fn start(State(admin): State<Admin>) -> Response<Body> {
    let clock = admin.clock.now().to_zoned(admin.clock.zone().clone());
    page(pages::start(&admin.offices, &clock, &admin.health.missing()))
}

/// The city's homepage, which in life is elsewhere: under `localhost` it is
/// another origin than the functions under `127.0.0.1`.
async fn homepage(State(admin): State<Admin>, headers: HeaderMap) -> Response<Body> {
    let base = format!("http://127.0.0.1:{}", port(&headers));
    let mut page = page(pages::homepage(&admin.offices, &base));
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {base}; \
         connect-src {base}; base-uri 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    page
}

async fn health(State(admin): State<Admin>) -> Response<Body> {
    let missing = admin.health.missing();
    if missing.is_empty() {
        return Json(json!({ "ready": true })).into_response();
    }
    let body = Json(json!({ "ready": false, "waiting_for": missing }));
    (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
}

async fn read_clock(State(admin): State<Admin>) -> Json<Value> {
    Json(json!({ "now": admin.clock.rfc3339() }))
}

async fn set_clock(State(admin): State<Admin>, body: String) -> Response<Body> {
    let now = serde_json::from_str::<Value>(&body).ok();
    let Some(now) = now.and_then(|body| clock::parse(body.get("now")?.as_str()?)) else {
        return malformed("`now` has to be an instant as in RFC 3339 with an offset");
    };
    match admin.clock.set(now) {
        Ok(()) => read_clock(State(admin)).await.into_response(),
        Err(error) => not_kept(&error),
    }
}

#[derive(Deserialize)]
struct ClockForm {
    now: String,
}

async fn set_clock_by_form(
    State(admin): State<Admin>,
    Form(ClockForm { now }): Form<ClockForm>,
) -> Response<Body> {
    // An empty field goes back to the real time.
    let now = if now.is_empty() {
        Some(clock::system_now())
    } else {
        let wall = now.parse::<civil::DateTime>().ok();
        let zoned = wall.and_then(|wall| wall.to_zoned(admin.clock.zone().clone()).ok());
        zoned.and_then(|zoned| clock::parse(&zoned.timestamp().to_string()))
    };
    let Some(now) = now else {
        return malformed("`now` has to be a date with a time");
    };
    match admin.clock.set(now) {
        Ok(()) => Redirect::to("/").into_response(),
        Err(error) => not_kept(&error),
    }
}

async fn issue_token(State(admin): State<Admin>, body: String) -> Response<Body> {
    let Ok(claims) = serde_json::from_str::<Claims>(&body) else {
        return malformed("`role` and `office` are needed");
    };
    let Some(staff) = &admin.staff else { return not_found().await };
    match admin.issuer.issue(staff, claims) {
        Ok(token) => Json(json!({ "token": token })).into_response(),
        Err(error) => not_kept(&error),
    }
}

async fn describe_issuer(State(admin): State<Admin>, headers: HeaderMap) -> Response<Body> {
    let Some(staff) = &admin.staff else { return not_found().await };
    Json(Issuer::description(staff, port(&headers))).into_response()
}

async fn choose_person(State(admin): State<Admin>, Query(wish): Query<Wish>) -> Response<Body> {
    let people = admin.staff.as_ref().and_then(|staff| admin.issuer.people(staff, &wish));
    match people {
        Some(people) => page(pages::people(&people, &admin.offices)),
        None => malformed("this is not how a function of this city sends somebody to sign in"),
    }
}

async fn exchange_code(State(admin): State<Admin>, Form(asked): Form<Asked>) -> Response<Body> {
    let tokens = admin.staff.as_ref().and_then(|staff| admin.issuer.tokens(staff, &asked));
    let refused = || (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    tokens.map_or_else(|| refused().into_response(), |tokens| Json(tokens).into_response())
}

/// The port that the browser or function has called.
fn port(headers: &HeaderMap) -> &str {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    host.rsplit_once(':').map_or("80", |(_, port)| port)
}

async fn issuer_keys(State(admin): State<Admin>) -> Json<Value> {
    Json(admin.issuer.keys())
}

async fn mails(State(admin): State<Admin>) -> Json<Value> {
    Json(json!({ "mails": admin.inbox.mails() }))
}

#[derive(Deserialize)]
struct Faults {
    fault: Option<Fault>,
    #[serde(default)]
    times: usize,
}

async fn fail_mails(State(admin): State<Admin>, body: String) -> Response<Body> {
    match serde_json::from_str(&body) {
        Ok(Faults { fault: Some(fault), times }) if times <= 10_000 => {
            admin.inbox.fail(fault, times);
        }
        Ok(Faults { fault: None, .. }) => admin.inbox.heal(),
        Ok(Faults { .. }) | Err(_) => {
            return malformed(
                "`fault` is `throttled`, `broken` or `answer-lost`, `times` a number",
            );
        }
    }
    StatusCode::NO_CONTENT.into_response()
}

async fn dead_letters(State(admin): State<Admin>) -> Json<Value> {
    let dead: Vec<_> = admin.pumps.iter().flat_map(Pump::dead_letters).collect();
    Json(json!({ "dead_letters": dead }))
}

async fn inbox(State(admin): State<Admin>) -> Response<Body> {
    page(pages::inbox(&admin.inbox.mails()))
}

async fn mail(State(admin): State<Admin>, Path(number): Path<usize>) -> Response<Body> {
    match admin.inbox.mails().get(number) {
        Some(mail) => page(pages::mail(number, mail)),
        None => not_found().await,
    }
}

/// The HTML part as its sender wrote it: no scripts, nothing loaded, links in
/// a window of their own.
async fn mail_html(State(admin): State<Admin>, Path(number): Path<usize>) -> Response<Body> {
    let mails = admin.inbox.mails();
    let Some(mail) = mails.get(number) else {
        return not_found().await;
    };
    let html = Html(format!("<!doctype html><base target=\"_blank\">{}", mail.html));
    let policy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
                  style-src 'unsafe-inline'; img-src data:";
    ([(header::CONTENT_SECURITY_POLICY, policy), (REFERRER_POLICY, "no-referrer")], html)
        .into_response()
}

async fn attachment(
    State(admin): State<Admin>,
    Path((number, part)): Path<(usize, usize)>,
) -> Response<Body> {
    let mails = admin.inbox.mails();
    let Some(part) = mails.get(number).and_then(|mail| mail.attachments.get(part)) else {
        return not_found().await;
    };
    let name = part.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '.' });
    let name = format!("attachment; filename=\"{}\"", name.collect::<String>());
    let mut response = part.text.clone().into_response();
    let kind = HeaderValue::from_str(&part.kind);
    let octets = HeaderValue::from_static("application/octet-stream");
    response.headers_mut().insert(header::CONTENT_TYPE, kind.unwrap_or(octets));
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

const REFERRER_POLICY: HeaderName = header::REFERRER_POLICY;

fn page(html: Result<String, askama::Error>) -> Response<Body> {
    let Ok(html) = html else {
        return problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Die Seite konnte nicht geschrieben werden.",
            "a template failed",
        );
    };
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; \
                  form-action 'self'; base-uri 'none'";
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, Html(html)).into_response()
}

async fn not_found() -> Response<Body> {
    problem(
        StatusCode::NOT_FOUND,
        "not-found",
        "Diese Adresse gibt es nicht.",
        "the local city has no such page",
    )
}

fn malformed(detail: &str) -> Response<Body> {
    problem(StatusCode::BAD_REQUEST, "malformed", "Die Angaben sind nicht lesbar.", detail)
}

fn not_kept(error: &std::io::Error) -> Response<Body> {
    tracing::error!(%error, "the data folder refuses");
    problem(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "Das konnte nicht gespeichert werden.",
        "the data folder refuses; the city's log says why",
    )
}
