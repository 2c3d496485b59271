//! What the tests of a whole city share.
#![allow(dead_code, reason = "each test uses its part")]

use std::sync::LazyLock;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_lambda_events::event::streams::DynamoDbEventResponse;
use axum::Json;
use axum::extract::Path;
use axum::routing::{get, post};
use axum::{Router, body::Bytes};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use lambda_http::RequestExt as _;
use lambda_http::request::RequestContext;
use local_dev::backend::Backend;
use local_dev::city::{City, Data, Ground, Plan, Subscription};
use local_dev::function::Function;
use local_dev::pages::Office;
use local_dev::stream::{Consumer, Delivery, Filter};
use serde_json::{Value, json};
use tokio::sync::Barrier;

pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

/// Sends one request.
pub(crate) async fn send(request: Request<Full<Bytes>>) -> Answer {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let answer = client.request(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let text = String::from_utf8_lossy(&body).into_owned();
    Answer { status: parts.status, headers: parts.headers, text }
}

/// Sends one request with headers and a body.
pub(crate) async fn request(
    method: Method,
    url: String,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(request.body(Full::new(body.into())).unwrap()).await
}

pub(crate) async fn fetch(url: String) -> Answer {
    request(Method::GET, url, &[], "").await
}

/// A client configuration for one of the city's endpoints.
pub(crate) async fn sdk(endpoint: &str) -> SdkConfig {
    let keys = aws_sdk_dynamodb::config::Credentials::new("local", "local", None, None, "test");
    aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(keys)
        .endpoint_url(endpoint)
        .load()
        .await
}

/// A function that says what it was asked.
pub(crate) fn echo() -> Function {
    let service = Router::new()
        .route("/offices/{office}/bookings", get(listed).post(booked))
        .route("/slow", get(slow))
        .route("/form", post(form))
        .route("/panic", get(panics));
    let routes = [
        (Method::GET, "/offices/{office}/bookings"),
        (Method::POST, "/offices/{office}/bookings"),
        (Method::GET, "/slow"),
        (Method::POST, "/form"),
        (Method::GET, "/panic"),
    ];
    let routes = routes.map(|(method, path)| (method, path.to_owned())).to_vec();
    Function { name: "echo", routes, service }
}

async fn listed(Path(office): Path<String>) -> impl axum::response::IntoResponse {
    ([("etag", "\"7\""), ("set-cookie", "a=1"), ("content-type", "text/plain")], office)
}

async fn booked(request: lambda_http::http::Request<axum::body::Body>) -> Json<Value> {
    let RequestContext::ApiGatewayV2(context) = request.request_context() else {
        panic!("an event of API Gateway")
    };
    let office = request.path_parameters().first("office").map(ToOwned::to_owned);
    let body = axum::body::to_bytes(request.into_body(), 9_000_000).await.unwrap();
    Json(json!({
        "office": office,
        "route": context.route_key,
        "time": context.time_epoch,
        "length": body.len(),
    }))
}

async fn form(axum::Form(fields): axum::Form<Vec<(String, String)>>) -> Json<Value> {
    Json(json!(fields))
}

/// Answers once two requests are in it at the same time.
async fn slow() -> &'static str {
    static BOTH: LazyLock<Barrier> = LazyLock::new(|| Barrier::new(2));
    BOTH.wait().await;
    "both"
}

async fn panics() -> &'static str {
    panic!("as a function may")
}

pub(crate) async fn open(data: Data) -> City {
    let ground = Ground::lay(data, "Europe/Berlin").await.unwrap();
    ground.database.create_table("visits").unwrap();
    let plan = Plan {
        port: 0,
        functions: vec![echo()],
        backend: Backend::InProcess,
        table: "visits".to_owned(),
        subscriptions: vec![Subscription {
            name: "mail",
            consumer: Consumer::in_process(|_| async {
                Ok::<_, String>(DynamoDbEventResponse::default())
            }),
            filter: Filter::all(),
        }],
        mailroom: None,
        delivery: Delivery::default(),
        staff: None,
        authorizer: None,
        offices: vec![Office {
            id: "mitte".to_owned(),
            name: "Bürgerbüro <Mitte>".to_owned(),
            counters: vec!["1".to_owned(), "2".to_owned()],
        }],
    };
    City::open(ground, plan).await.unwrap()
}
