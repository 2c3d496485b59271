//! Signing out.

use askama::Template;
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{App, Input, Look, Now, Page, Problem, ProblemBody, Reply, Session, counts, paths};

use crate::{SignIn, attempt::Return};

#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct SignOutBody {
    /// The page that was left.
    #[serde(default)]
    to: String,
}

#[derive(Template)]
#[template(path = "signed-out.html")]
struct SignedOut {
    again: Option<String>,
    everywhere: Option<String>,
}

/// Ends a session.
///
/// # Responses
///
/// - 200 with the page that says so, and how to sign in again.
/// - 403 `not-allowed`: another site asks for it.
#[utoipa::path(post, path = "/sign-out", request_body = SignOutBody,
    responses((status = 200, content_type = "text/html"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn sign_out(
    State(app): State<App>,
    Extension(sign_in): Extension<SignIn>,
    Now(now): Now,
    headers: HeaderMap,
    input: Input<SignOutBody>,
) -> Result<Response, Problem> {
    if !counts(&Method::POST, headers.get("sec-fetch-site").map(http::HeaderValue::as_bytes)) {
        return Err(Problem::not_allowed());
    }
    let to = Return::parse(&input.body.to);
    let office = match &to {
        Some(to) => app.office(to.office.as_str(), now).await.ok().map(|it| it.office),
        None => None,
    };
    // Their account stays open at the issuer, where other programs use it.
    let everywhere = match office.as_ref().and_then(|office| office.city.staff.as_ref()) {
        Some(staff) => sign_in.issuers.description(staff).await.ok(),
        None => None,
    };
    let page = SignedOut {
        again: to.map(|to| paths::sign_in(&to.path)),
        everywhere: everywhere.and_then(|it| it.end_session_endpoint),
    };
    let mut page = Page::new("Sie sind abgemeldet", &page).drawn_for(Look::Staff);
    if let Some(office) = &office {
        page = page.of_office(office);
    }
    let forgotten = [(header::SET_COOKIE, Session::forgotten())];
    Ok(Reply::personal((forgotten, page).into_response()))
}
