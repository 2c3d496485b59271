//! One answer for two readers: JSON for programs, a page for people.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::{Page, Wants};

/// Answers of handlers whose path serves both.
pub struct Reply;

impl Reply {
    /// The resource: as JSON, or as the page that `page` makes.
    pub fn show<T: Serialize>(wants: Wants, json: &T, page: impl FnOnce() -> Page) -> Response {
        let response = match wants {
            Wants::Json => axum::Json(json).into_response(),
            Wants::Page => page().into_response(),
        };
        vary(response)
    }

    /// A command was carried out: JSON with `status`, or the way to the page
    /// that shows what came of it (303, so that reloading repeats nothing).
    pub fn done<T: Serialize>(
        wants: Wants,
        status: StatusCode,
        json: &T,
        location: &str,
    ) -> Response {
        let response = match wants {
            Wants::Json => (status, axum::Json(json)).into_response(),
            Wants::Page => Redirect::to(location).into_response(),
        };
        vary(response)
    }
}

/// Marks an answer as nobody's but the reader's: never cached, never indexed,
/// its address never passed on.
impl Reply {
    /// Adds the headers of a personal answer.
    pub fn personal(mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
        response
    }
}

fn vary(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
    response
}

/// A calendar file (RFC 5545) to be saved.
#[must_use]
pub fn calendar_file(text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"termin.ics\""),
    ];
    Reply::personal((headers, text).into_response())
}
