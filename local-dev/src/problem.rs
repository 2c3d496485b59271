//! What the gateway itself refuses, as `application/problem+json`.

use axum::body::Body;
use http::{Response, StatusCode, header};
use serde_json::json;

/// A problem of the local city's own, in the shape every function uses.
#[must_use]
pub(crate) fn problem(status: StatusCode, code: &str, title: &str, detail: &str) -> Response<Body> {
    let body = json!({
        "type": format!("/problems/{code}"),
        "title": title,
        "status": status.as_u16(),
        "detail": detail,
        "code": code,
    });
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/problem+json"));
    response
}
