//! Who is asking, and what they may do.

use std::str::FromStr;

use axum::extract::FromRequestParts;
use domain::{ids::OfficeId, queue::Actor};
use http::{HeaderValue, Method, header, request::Parts};
use lambda_http::{aws_lambda_events::apigw::ApiGatewayRequestAuthorizer, request::RequestContext};

use store::{DeviceKind, DeviceToken};

use crate::{App, Problem, paths};

/// Where rights come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody has every right: a local city without real people.
    Open,
    /// From the claims that the gateway's authorizer has checked.
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

/// What a member of staff is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Serves at a counter.
    Clerk,
    /// Receives people and hands out tickets.
    InfoDesk,
    /// Runs the office.
    Lead,
    /// A kiosk; no person.
    Kiosk,
}

impl Role {
    /// Whoever acts for the people who stand in the hall.
    pub const IN_THE_HALL: [Self; 4] = [Self::Kiosk, Self::InfoDesk, Self::Clerk, Self::Lead];
}

impl FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "clerk" => Ok(Self::Clerk),
            "info-desk" => Ok(Self::InfoDesk),
            "lead" => Ok(Self::Lead),
            "kiosk" => Ok(Self::Kiosk),
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

impl From<Role> for Actor {
    fn from(role: Role) -> Self {
        match role {
            Role::Clerk => Self::Clerk,
            Role::InfoDesk => Self::InfoDesk,
            Role::Lead => Self::Lead,
            Role::Kiosk => Self::Kiosk,
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

impl From<DeviceKind> for Role {
    fn from(kind: DeviceKind) -> Self {
        match kind {
            DeviceKind::Kiosk => Self::Kiosk,
            DeviceKind::InfoDesk => Self::InfoDesk,
            DeviceKind::Clerk => Self::Clerk,
            DeviceKind::Lead => Self::Lead,
        }
    }
}

/// The cookie by which a paired device is known again.
const DEVICE: &str = "__Host-device";

/// The token in a device's cookie. A command counts only from our own pages;
/// a browser too old to say where from is held by `SameSite` alone.
fn device_token(parts: &Parts) -> Option<DeviceToken> {
    let from = parts.headers.get("sec-fetch-site");
    let is_read = matches!(parts.method, Method::GET | Method::HEAD);
    if !is_read && from.is_some_and(|from| from != "same-origin") {
        return None;
    }
    let cookies = parts.headers.get_all(header::COOKIE).iter();
    let texts = cookies.filter_map(|value| value.to_str().ok());
    let mut pairs =
        texts.flat_map(|text| text.split(';')).filter_map(|it| it.trim().split_once('='));
    pairs.find(|(name, _)| *name == DEVICE)?.1.parse().ok()
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

/// The claims of an authorizer, if they are those of staff.
fn staff(authorizer: &ApiGatewayRequestAuthorizer) -> Option<Caller> {
    let claim = |name: &str| match (&authorizer.jwt, authorizer.fields.get(name)) {
        (_, Some(value)) => value.as_str().map(str::to_owned),
        (Some(jwt), None) => jwt.claims.get(name).cloned(),
        (None, None) => None,
    };
    let (role, office) = (claim("role")?.parse().ok()?, claim("office")?.parse().ok()?);
    Some(Caller::Staff { role, office })
}
