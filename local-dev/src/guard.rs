//! The city's own pages are for this machine's user alone.
//!
//! Listening on loopback is not enough: a page on the web may make a browser
//! here send requests, and may even point its own name at this machine. So the
//! host that the browser believes to talk to has to be the loopback one, and
//! so has the page that sends a command.

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use http::uri::Authority;
use http::{HeaderMap, HeaderName, Response, StatusCode, Uri, header};

use crate::problem::problem;

/// Lets only requests from this machine's own pages and tools through.
pub(crate) async fn loopback_only(request: Request, next: Next) -> Response<Body> {
    let headers = request.headers();
    let host = text(headers, header::HOST).and_then(|host| host.parse::<Authority>().ok());
    let host_is_ours = host.is_some_and(|host| is_loopback(host.host()));
    let origin_is_ours = request.method().is_safe()
        || !headers.contains_key(header::ORIGIN)
        || text(headers, header::ORIGIN)
            .and_then(|origin| origin.parse::<Uri>().ok())
            .is_some_and(|origin| origin.host().is_some_and(is_loopback));
    if host_is_ours && origin_is_ours {
        return next.run(request).await;
    }
    problem(
        StatusCode::FORBIDDEN,
        "loopback-only",
        "Diese Seite gibt es nur auf diesem Rechner.",
        "the Host and Origin headers have to name the loopback interface",
    )
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn is_loopback(host: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].contains(&host)
}
