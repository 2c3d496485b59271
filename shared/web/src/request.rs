//! What a handler is given instead of a request.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use domain::time::Moment;
use http::{header, request::Parts};
use lambda_http::request::RequestContext;
use serde::{Serialize, de::DeserializeOwned};
use store::{Configured, payload_hash};
use texts::text;

use crate::{App, Keyed, Problem, form, idempotency};

/// The largest body that is read.
const MOST_BYTES: usize = 64 * 1024;

/// The time of the request: API Gateway's `requestContext.timeEpoch`. There is
/// no other clock.
#[derive(Debug, Clone, Copy)]
pub struct Now(pub Moment);

impl<S: Sync> FromRequestParts<S> for Now {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.extensions.get() {
            Some(RequestContext::ApiGatewayV2(context)) if context.time_epoch > 0 => {
                Ok(Self(Moment(context.time_epoch / 1000)))
            }
            _ => {
                tracing::error!("the request has no time: it did not come through a gateway");
                Err(Problem::unavailable())
            }
        }
    }
}

/// The office that the path names, and the time.
#[derive(Debug, Clone)]
pub struct At {
    /// The office and the version of its configuration.
    pub office: Configured,
    /// The time of the request.
    pub now: Moment,
}

impl FromRequestParts<App> for At {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Now(now) = Now::from_request_parts(parts, app).await?;
        let name = path_part(parts, "office").await?;
        Ok(Self { office: app.office(&name, now).await?, now })
    }
}

/// The secret, hold or ticket that the path names, not yet checked.
#[derive(Clone)]
pub struct Secret(pub String);

impl FromRequestParts<App> for Secret {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        path_part(parts, "secret").await.map(Self)
    }
}

async fn path_part(parts: &mut Parts, name: &str) -> Result<String, Problem> {
    let Path(all) = Path::<Vec<(String, String)>>::from_request_parts(parts, &())
        .await
        .map_err(|_| Problem::not_found())?;
    let found = all.into_iter().find(|(part, _)| part == name);
    found.map(|(_, value)| value).ok_or_else(Problem::not_found)
}

/// Whether a page or JSON is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// A page: the client accepts `text/html` explicitly.
    Page,
    /// JSON: everything else.
    Json,
}

impl Wants {
    pub(crate) fn of(headers: &http::HeaderMap) -> Self {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let html = accept.is_some_and(|accept| {
            accept
                .split(',')
                .any(|range| range.trim().to_ascii_lowercase().starts_with("text/html"))
        });
        if html { Self::Page } else { Self::Json }
    }
}

impl<S: Sync> FromRequestParts<S> for Wants {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _: &S,
    ) -> Result<Self, std::convert::Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// What a client sent, as JSON or as a form, and the command's key.
#[derive(Debug, Clone)]
pub struct Input<T> {
    /// The body; for an empty one, what `{}` gives.
    pub body: T,
    /// The idempotency key.
    pub key: Keyed,
    /// Whether it came from a form of a page.
    pub from_form: bool,
}

impl<T: Serialize> Input<T> {
    /// A digest of what was asked for.
    pub fn payload(&self) -> domain::queue::KeyHash {
        payload_hash(&self.body)
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let (Parts { headers, .. }, body) = request.into_parts();
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let kind = text(header::CONTENT_TYPE.as_str()).unwrap_or("application/json");
        let from_form = kind.starts_with("application/x-www-form-urlencoded");
        let key = text("idempotency-key").map(str::to_owned);
        let bytes = axum::body::to_bytes(body, MOST_BYTES)
            .await
            .map_err(|_| Problem::malformed(text!("malformed-size")))?;
        if from_form {
            let (body, hidden_key) = form::parse(&bytes)?;
            let key = idempotency::parse(key.or(hidden_key).as_deref())?;
            return Ok(Self { body, key, from_form });
        }
        let text: &[u8] = if bytes.trim_ascii().is_empty() { b"{}" } else { &bytes };
        let body = serde_json::from_slice(text).map_err(|error| {
            Problem::malformed(text!("malformed-json", error = error.to_string()))
        })?;
        Ok(Self { body, key: idempotency::parse(key.as_deref())?, from_form })
    }
}
