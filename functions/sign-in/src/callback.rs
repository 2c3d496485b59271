//! The way back from the city's issuer.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use identity::{Claims, Exchange, IdentityError};
use serde::Deserialize;
use utoipa::IntoParams;
use web::{App, Look, Now, Page, Problem, ProblemBody, Reply, Session, cookie, paths, real_time};

use crate::{
    SignIn,
    attempt::{ATTEMPT, Attempt, Return, forgotten},
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CallbackQuery {
    /// What the issuer exchanges for a token.
    code: Option<String>,
    /// What it was given along.
    state: Option<String>,
}

#[derive(Template)]
#[template(path = "signed-in.html")]
struct SignedIn<'a> {
    to: &'a str,
}

/// Takes a browser back from the issuer, and on to the page it wanted.
///
/// By a page of our own, not by a redirect: a browser sends the session's cookie
/// (`SameSite=Strict`) only where our own pages lead, and a chain of redirects
/// that began at the issuer does not count as ours.
///
/// # Responses
///
/// - 200 with the page that leads on, and the session in a cookie.
/// - 400 `sign-in-over`: it took too long, or was begun in another browser.
/// - 403 `sign-in-refused`, `no-rights`.
/// - 503 `issuer-unreachable`.
#[utoipa::path(get, path = "/sign-in/callback", params(CallbackQuery),
    responses((status = 200, content_type = "text/html"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn callback(
    State(app): State<App>,
    Extension(sign_in): Extension<SignIn>,
    Now(now): Now,
    headers: HeaderMap,
    Query(CallbackQuery { code, state }): Query<CallbackQuery>,
) -> Result<Response, Problem> {
    let keyring = app.store.keyring();
    let attempt = headers
        .get_all(header::COOKIE)
        .iter()
        .find_map(|value| cookie(value.to_str().ok()?, ATTEMPT))
        .and_then(|sealed| Attempt::open(sealed, keyring, real_time()))
        .filter(|attempt| state.as_ref() == Some(&attempt.state))
        .ok_or_else(over)?;
    let office = app.office(attempt.to.office.as_str(), now).await?.office;
    let Some(staff) = &office.city.staff else { return Err(Problem::sign_in_needed()) };
    let Some(code) = code else { return Err(refused(&attempt.to)) };
    let exchange = Exchange {
        code: &code,
        verifier: &attempt.verifier,
        redirect_uri: &sign_in.callback(&office),
        secret: sign_in.secrets.get(&staff.client_id).map(String::as_str),
    };
    let claims: Claims = match sign_in.issuers.exchange(staff, &exchange, &attempt.nonce).await {
        Ok(claims) => claims,
        Err(error) if error.is_outage() => return Err(unreachable(&error)),
        Err(error) => {
            tracing::warn!(%error, "somebody could not sign in");
            return Err(refused(&attempt.to));
        }
    };
    let rights = staff.rights(|name| claims.values(name));
    if rights.is_empty() {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "no-rights",
            "Für Ihr Konto ist hier nichts freigegeben.",
            "Bitte wenden Sie sich an die IT. Sie ordnet Gruppen den Aufgaben im Bürgerbüro zu.",
        ));
    }
    let session = Session::begin(rights, staff, real_time());
    let page = SignedIn { to: &attempt.to.path };
    let page = Page::new("Sie sind angemeldet", &page).of_office(&office).drawn_for(Look::Staff);
    let mut response = Reply::personal(page.into_response());
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, session.cookie(keyring));
    headers.append(header::SET_COOKIE, forgotten());
    if let Ok(next) = HeaderValue::try_from(format!("0; url={}", attempt.to.path)) {
        headers.insert(header::REFRESH, next);
    }
    Ok(response)
}

fn again(to: &Return) -> String {
    paths::sign_in(&to.path)
}

fn over() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "sign-in-over",
        "Die Anmeldung ist abgelaufen.",
        "Bitte öffnen Sie die gewünschte Seite noch einmal.",
    )
}

fn refused(to: &Return) -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "sign-in-refused",
        "Die Anmeldung hat nicht geklappt.",
        "Der Anmeldedienst der Stadt hat sie nicht bestätigt.",
    )
    .leading_to("Noch einmal anmelden", again(to))
}

pub(crate) fn unreachable(error: &IdentityError) -> Problem {
    tracing::error!(%error, "nobody can sign in");
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "issuer-unreachable",
        "Der Anmeldedienst der Stadt ist gerade nicht erreichbar.",
        "Bitte versuchen Sie es gleich noch einmal. Eingerichtete Arbeitsplätze arbeiten weiter.",
    )
}
