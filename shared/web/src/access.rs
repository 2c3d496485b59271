//! Who is asking, and what they may do.

use std::str::FromStr;

use axum::extract::FromRequestParts;
pub use domain::staff::Role;
use domain::{ids::OfficeId, queue::Actor};
use http::{HeaderValue, Method, header, request::Parts};
use lambda_http::{aws_lambda_events::apigw::ApiGatewayRequestAuthorizer, request::RequestContext};

use store::DeviceToken;

use crate::{App, Problem, paths};

/// Where rights come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody has every right: a local city without real people.
    Open,
    /// From what the gateway's authorizer has found out, or from a device's token.
    Claims,
}

impl FromStr for Access {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "open" => Ok(Self::Open),
            "claims" => Ok(Self::Claims),
            _ => Err(()),
        }
    }
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Anybody; a secret in the path is all they have.
    Citizen,
    /// Staff or a device of one office.
    Staff {
        /// As what.
        role: Role,
        /// Where.
        office: OfficeId,
    },
    /// Everybody, where access is open.
    Anyone,
}

impl Caller {
    /// Whether the caller works at this office in one of these roles.
    #[must_use]
    pub fn is(&self, roles: &[Role], at: &OfficeId) -> bool {
        match self {
            Self::Anyone => true,
            Self::Citizen => false,
            Self::Staff { role, office } => roles.contains(role) && office == at,
        }
    }

    /// Refuses everybody but these roles at this office.
    ///
    /// # Errors
    ///
    /// 401 `sign-in-needed`, 403 `not-allowed`.
    pub fn require(&self, roles: &[Role], at: &OfficeId) -> Result<(), Problem> {
        match self {
            _ if self.is(roles, at) => Ok(()),
            Self::Citizen => {
                Err(Problem::sign_in_needed()
                    .leading_to("Dieses Gerät einrichten", paths::pairing(at)))
            }
            Self::Anyone | Self::Staff { .. } => Err(Problem::not_allowed()),
        }
    }
}

impl Caller {
    /// As what the caller acts, for the history. Who has no rights acts as a
    /// citizen; where everybody has every right, it goes by `unnamed`.
    #[must_use]
    pub fn actor(&self, unnamed: impl Into<Actor>) -> Actor {
        match self {
            Self::Citizen => Actor::Citizen,
            Self::Staff { role, .. } => (*role).into(),
            Self::Anyone => unnamed.into(),
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if app.access == Access::Open {
            return Ok(Self::Anyone);
        }
        if let Some(RequestContext::ApiGatewayV2(context)) = parts.extensions.get()
            && let Some(staff) = context.authorizer.as_ref().and_then(staff)
        {
            return Ok(staff);
        }
        let Some(token) = device_token(parts) else { return Ok(Self::Citizen) };
        let device = app.store.device(&token).await?;
        Ok(device.map_or(Self::Citizen, |device| Self::Staff {
            role: device.kind.into(),
            office: token.office().clone(),
        }))
    }
}

/// The cookie by which a paired device is known again.
pub const DEVICE: &str = "__Host-device";

/// The token in a device's cookie.
fn device_token(parts: &Parts) -> Option<DeviceToken> {
    let from = parts.headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if !counts(&parts.method, from) {
        return None;
    }
    let cookies = parts.headers.get_all(header::COOKIE).iter();
    cookies
        .filter_map(|value| value.to_str().ok())
        .find_map(|text| cookie(text, DEVICE)?.parse().ok())
}

/// Whether a cookie counts for a request of this method that a page `from`
/// there has sent (`Sec-Fetch-Site`): a command has to come from our own pages.
/// A browser too old to say where from is held by `SameSite` alone.
#[must_use]
pub fn counts(method: &Method, from: Option<&[u8]>) -> bool {
    matches!(*method, Method::GET | Method::HEAD) || from.is_none_or(|from| from == b"same-origin")
}

/// The cookie of this name in the text of a `Cookie` header.
#[must_use]
pub fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = header.split(';').filter_map(|it| it.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// The cookie that a device keeps for a year: no script reads it, and no other
/// site can make a browser send it.
///
/// # Panics
///
/// Never: a token is plain ASCII.
#[must_use]
pub fn device_cookie(token: &DeviceToken) -> HeaderValue {
    let cookie = format!(
        "{DEVICE}={}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Strict",
        token.reveal()
    );
    HeaderValue::try_from(cookie).expect("a token is plain ASCII")
}

/// Whether the authorizer knows the caller because they have signed in.
pub(crate) fn is_signed_in(extensions: &http::Extensions) -> bool {
    let Some(RequestContext::ApiGatewayV2(context)) = extensions.get() else { return false };
    let by = context.authorizer.as_ref().and_then(|it| it.fields.get("by"));
    by.is_some_and(|by| by == "session")
}

/// Who the authorizer says it is, if it is staff.
fn staff(authorizer: &ApiGatewayRequestAuthorizer) -> Option<Caller> {
    let said = |name: &str| authorizer.fields.get(name)?.as_str();
    let (role, office) = (said("role")?.parse().ok()?, said("office")?.parse().ok()?);
    Some(Caller::Staff { role, office })
}
