//! From routes to a running Lambda function.

use askama::Template;
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};

use crate::{App, Page, Problem, Routes, Wants};

/// Serves a function's routes as a Lambda function behind an API Gateway HTTP
/// API, until the environment is taken away.
///
/// # Errors
///
/// When a setting is missing, or the runtime's own interface fails.
pub async fn serve(routes: Routes) -> Result<(), lambda_http::Error> {
    init_logs();
    let app = App::from_env().await?;
    lambda_http::run(mount(routes, app)).await
}

/// Starts the log: JSON lines, one event each, no persons.
pub fn init_logs() {
    lambda_http::tracing::init_default_subscriber();
}

/// The routes as a service, with what all answers have in common.
pub fn mount(routes: Routes, app: App) -> Router {
    axum::Router::from(routes)
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async {
            Problem::new(
                http::StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "So geht das hier nicht.",
                "Bitte gehen Sie zurück und versuchen Sie es noch einmal.",
            )
        })
        .layer(axum::middleware::from_fn_with_state(app.clone(), dress))
        .with_state(app)
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    problem: &'a Problem,
}

/// Adds the headers every answer has, and turns a problem into a page where a
/// browser shows it to a person. Programs always get `problem+json`.
async fn dress(State(app): State<App>, request: Request<Body>, next: Next) -> Response {
    let headers = request.headers();
    let browser = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate")
        || headers
            .get(header::USER_AGENT)
            .and_then(|agent| agent.to_str().ok())
            .is_some_and(|agent| agent.starts_with("Mozilla/"));
    let page = browser && Wants::of(headers) == Wants::Page;
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().remove::<Problem>();
    if problem.as_ref().is_some_and(|problem| problem.code() == Problem::PLAN_CHANGED) {
        app.forget_offices();
    }
    if let Some(problem) = problem.filter(|_| page) {
        let body = Page::new(problem.title().to_owned(), &ProblemPage { problem: &problem });
        response = (problem.status(), body).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
             img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'self'",
        ),
    ];
    for (name, value) in fixed {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
