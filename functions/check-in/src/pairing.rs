//! A device becomes one of the office's: by a code that city IT made for it.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use store::{DeviceKind, PairingCode};
use utoipa::ToSchema;
use web::{App, At, Input, Look, Page, Problem, ProblemBody, Reply, Wants, device_cookie, paths};

/// The code on the screen of whoever made it.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct PairingBody {
    /// Ten letters and digits, in any case.
    code: String,
}

/// The device belongs to the office now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PairedView {
    /// Where it begins. Its token is in the cookie.
    begin: String,
}

#[derive(Template)]
#[template(path = "pairing.html")]
struct PairingPage {
    action: String,
}

/// Asks for the code.
///
/// # Responses
///
/// - 200 with the page.
/// - 404 `unknown-office`.
#[utoipa::path(get, path = "/offices/{office}/pairing", params(("office" = String, Path)),
    responses((status = 200, content_type = "text/html"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn ask(at: At) -> Page {
    let office = &*at.office.office;
    let page = PairingPage { action: paths::pairing(&office.id) };
    Page::new("Gerät einrichten", &page).of_office(office).drawn_for(Look::Kiosk)
}

/// Makes the device that asks one of this office. A code opens once.
///
/// # Responses
///
/// - 201 with the device's token in a cookie.
/// - 400 `malformed`.
/// - 404 `unknown-office`, `unknown-code`: wrong, used, or too old.
#[utoipa::path(post, path = "/offices/{office}/pairing", params(("office" = String, Path)),
    request_body = PairingBody, responses((status = 201, body = PairedView),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn pair(
    State(app): State<App>,
    at: At,
    wants: Wants,
    input: Input<PairingBody>,
) -> Result<Response, Problem> {
    let id = &at.office.office.id;
    let token = match input.body.code.parse::<PairingCode>() {
        Ok(code) => app.store.pair_device(id, &code, at.now).await?,
        Err(_) => None,
    };
    let (token, kind) = token.ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "unknown-code",
            "Dieser Code öffnet nichts.",
            "Ein Code gilt eine Viertelstunde und nur einmal. Bitte lassen Sie sich einen neuen geben.",
        )
    })?;
    tracing::info!(office.id = %id, "paired a device");
    let begin = match kind {
        DeviceKind::Kiosk => paths::kiosk(id),
        DeviceKind::InfoDesk | DeviceKind::Clerk | DeviceKind::Lead => paths::desk(id),
    };
    let view = PairedView { begin: begin.clone() };
    let done = Reply::personal(Reply::done(wants, StatusCode::CREATED, &view, &begin));
    Ok(([(header::SET_COOKIE, device_cookie(&token))], done).into_response())
}
