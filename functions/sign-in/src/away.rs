//! The way to the city's issuer.

use axum::{
    Extension,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use http::header;
use serde::Deserialize;
use utoipa::IntoParams;
use web::{App, Now, Problem, ProblemBody, Reply, paths, real_time};

use crate::{
    SignIn,
    attempt::{Attempt, Return},
    callback::unreachable,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SignInQuery {
    /// The page to come back to, such as `/offices/mitte/desk`.
    #[serde(default)]
    to: String,
}

/// Leads a browser to the issuer of the city's identities, and from there back
/// to the page it wanted.
///
/// # Responses
///
/// - 303 to the issuer.
/// - 303 to the list of offices, if `to` is no page of an office.
/// - 401 `sign-in-needed`: this city's staff work at paired devices.
/// - 404 `unknown-office`.
/// - 503 `issuer-unreachable`.
#[utoipa::path(get, path = "/sign-in", params(SignInQuery), responses((status = 303),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn sign_in(
    State(app): State<App>,
    Extension(sign_in): Extension<SignIn>,
    Now(now): Now,
    Query(SignInQuery { to }): Query<SignInQuery>,
) -> Result<Response, Problem> {
    let Some(to) = Return::parse(&to) else {
        return Ok(Redirect::to(&paths::offices()).into_response());
    };
    let office = app.office(to.office.as_str(), now).await?.office;
    let Some(staff) = &office.city.staff else {
        let pairing = paths::pairing(&office.id);
        return Err(Problem::sign_in_needed().leading_to("Dieses Gerät einrichten", pairing));
    };
    let described = sign_in.issuers.description(staff).await;
    let described = described.map_err(|error| unreachable(&error))?;
    let attempt = Attempt::begin(to, real_time());
    let asked = [
        ("response_type", "code"),
        ("client_id", &staff.client_id),
        ("redirect_uri", &sign_in.callback(&office)),
        ("scope", &staff.scope),
        ("state", &attempt.state),
        ("nonce", &attempt.nonce),
        ("code_challenge", &attempt.challenge()),
        ("code_challenge_method", "S256"),
    ];
    let mut address = described.authorization_endpoint;
    for (name, value) in asked {
        address = paths::with(address, name, value);
    }
    let cookie = [(header::SET_COOKIE, attempt.cookie(app.store.keyring()))];
    Ok(Reply::personal((cookie, Redirect::to(&address)).into_response()))
}
