//! The city's API Gateway: from a request to a function and back.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use authorizer::Authorizer;
use axum::body::{Body, HttpBody as _};
use axum::extract::{ConnectInfo, Request};
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, Version, header};
use serde_json::{Map, Value};
use tokio::sync::Notify;
use ulid::Ulid;

use crate::answer;
use crate::backend::{Backend, InvokeError};
use crate::clock::Clock;
use crate::event::Call;
use crate::function::{Found, Function, RouteTable};
use crate::health::Health;
use crate::house;
use crate::problem::problem;

/// What a body may have at most: the limit of an invocation.
const LARGEST_BODY: usize = 6 * 1024 * 1024;

/// The gateway. Requests do not wait for each other.
#[derive(Debug)]
pub struct Gateway {
    /// Which path belongs to which function.
    pub routes: RouteTable,
    /// Where the functions run.
    pub backend: Backend,
    /// The city's clock, from which every event gets its time.
    pub clock: Clock,
    /// Who is asked who is asking; nobody, where everybody has every right.
    pub authorizer: Option<Authorizer>,
    /// Who has answered already.
    pub health: Health,
    /// Woken after each command, which may have written to the stream.
    pub written: Vec<Arc<Notify>>,
}

impl Gateway {
    /// Answers a request as its function does.
    pub async fn answer(&self, request: Request) -> Response<Body> {
        let (parts, body) = request.into_parts();
        if !has_plausible_host(&parts.headers) {
            return problem(
                StatusCode::BAD_REQUEST,
                "malformed",
                "Die Anfrage ist nicht lesbar.",
                "the Host header is malformed",
            );
        }
        let is_head = parts.method == Method::HEAD;
        let method = if is_head { Method::GET } else { parts.method };
        let (function, template, parameters) = match self.routes.find(&method, parts.uri.path()) {
            Found::Function { function, template, parameters } => (function, template, parameters),
            Found::OtherMethods(methods) => return method_not_allowed(&methods),
            Found::Nothing => return not_found(),
        };
        let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
            return problem(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "Die Anfrage ist zu groß.",
                "a body may have 6 MB at most",
            );
        };
        let source = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let request_id = Ulid::generate().to_string();
        let mut call = Call {
            route: template,
            parameters,
            method: &method,
            uri: &parts.uri,
            headers: &parts.headers,
            version: parts.version,
            body: &body,
            source_ip: source.map_or_else(|| [127, 0, 0, 1].into(), |source| source.0.ip()),
            now: self.clock.now(),
            request_id: &request_id,
            authorizer: None,
        };
        let who = match self.who(&call).await {
            Ok(who) => who,
            Err(error) => {
                tracing::error!(request = request_id, error = ?error, "the authorizer failed");
                return internal();
            }
        };
        call.authorizer = who.as_ref();
        let answer = self.backend.invoke(function, call.event().to_string()).await;
        if method != Method::GET {
            self.written.iter().for_each(|pump| pump.notify_one());
        }
        let mut response = self.respond(function, &request_id, answer);
        if is_head {
            if let Some(length) = response.body().size_hint().exact() {
                response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
            }
            *response.body_mut() = Body::empty();
        }
        if let Ok(id) = HeaderValue::from_str(&request_id) {
            response.headers_mut().insert("apigw-requestid", id);
        }
        response
    }

    /// What the authorizer says about the caller, where a route wants to know.
    async fn who(&self, call: &Call<'_>) -> Result<Option<Map<String, Value>>, InvokeError> {
        match &self.authorizer {
            Some(authorizer) if house::asks_who(call.method, call.route) => {
                self.backend.authorize(authorizer, call.event()).await.map(Some)
            }
            _ => Ok(None),
        }
    }

    fn respond(
        &self,
        function: &Function,
        request_id: &str,
        answer: Result<String, InvokeError>,
    ) -> Response<Body> {
        let (function, request) = (function.name, request_id);
        match answer {
            Err(InvokeError::Unreachable) => {
                tracing::warn!(function, request, "the function cannot be reached");
                let mut response = problem(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "unavailable",
                    "Diese Funktion ist gerade nicht erreichbar.",
                    "the function does not run; is it being compiled?",
                );
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
                response
            }
            Err(error) => {
                tracing::error!(function, request, error = ?error, "the function failed");
                internal()
            }
            Ok(answer) => {
                self.health.answered(function);
                answer::response(&answer).unwrap_or_else(|error| {
                    tracing::error!(function, request, error = ?error, "no answer of a function");
                    internal()
                })
            }
        }
    }

    /// Calls a function, as often as needed, until it has answered once: then
    /// it is compiled and runs. Any answer will do, a 404 included.
    pub async fn warm_up(&self, function: &Function) {
        let (uri, headers) = (Uri::from_static("/"), HeaderMap::new());
        loop {
            let call = Call {
                route: "$default",
                parameters: Vec::new(),
                method: &Method::GET,
                uri: &uri,
                headers: &headers,
                version: Version::HTTP_11,
                body: &[],
                source_ip: [127, 0, 0, 1].into(),
                now: self.clock.now(),
                request_id: "warm-up",
                authorizer: None,
            };
            if let Ok(answer) = self.backend.invoke(function, call.event().to_string()).await
                && answer::response(&answer).is_ok()
            {
                return self.health.answered(function.name);
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

/// The adapter in the functions builds a URL from the host and must not fail.
fn has_plausible_host(headers: &HeaderMap) -> bool {
    headers.get(header::HOST).is_none_or(|host| {
        host.to_str().is_ok_and(|host| !host.contains('@') && host.parse::<Authority>().is_ok())
    })
}

fn not_found() -> Response<Body> {
    problem(
        StatusCode::NOT_FOUND,
        "not-found",
        "Diese Adresse gibt es nicht.",
        "no function serves this path",
    )
}

fn method_not_allowed(methods: &[&str]) -> Response<Body> {
    let mut allow = methods.join(", ");
    if methods.contains(&"GET") {
        allow.push_str(", HEAD");
    }
    let detail = format!("this path allows {allow}");
    let mut response = problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "Das geht an dieser Adresse nicht.",
        &detail,
    );
    if let Ok(allow) = HeaderValue::from_str(&allow) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

fn internal() -> Response<Body> {
    problem(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "Das System hat einen Fehler gemacht.",
        "the function failed; its log says why",
    )
}
