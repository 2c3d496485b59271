//! Who of the staff is asking: what the gateway wants to know before it sends a
//! request on.
//!
//! A program shows a token of the city's issuer, a browser the session of
//! somebody who has signed in. What either is worth is said by the file of the
//! city whose office the path names, so no city gives rights at another's.
//!
//! Nobody is turned away here, because a gateway can only say "forbidden": whoever
//! is not known goes on as nobody, and the function asks them to sign in, knows
//! a paired device by its cookie, or serves a citizen. Nothing that a request
//! brings along is believed there but what stands in this answer.

use std::collections::HashMap;

use domain::staff::{Rights, Role, StaffIssuer};
use http::{Method, StatusCode};
use identity::Issuers;
use serde::{Deserialize, Serialize};
use web::{App, DEVICE, SESSION, Session, cookie, counts, real_time};

/// Answers the gateway. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Authorizer {
    app: App,
    issuers: Issuers,
}

/// A request, as far as it says who asks (payload format 2.0).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    #[serde(default)]
    headers: Option<HashMap<String, String>>,
    #[serde(default)]
    cookies: Option<Vec<String>>,
    #[serde(default)]
    path_parameters: Option<HashMap<String, String>>,
    #[serde(rename = "requestContext")]
    context: Context,
}

#[derive(Debug, Deserialize)]
struct Context {
    http: Http,
}

#[derive(Debug, Deserialize)]
struct Http {
    method: String,
}

/// The simple form of an authorizer's answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    is_authorized: bool,
    context: HashMap<&'static str, String>,
}

/// Why the gateway gets no answer: then nobody gets in, and it is said to be an
/// error, not a refusal.
#[derive(Debug, thiserror::Error)]
pub enum Unknown {
    /// The issuer cannot be asked.
    #[error(transparent)]
    Issuer(#[from] identity::IdentityError),
    /// The table does not work.
    #[error("the office cannot be read")]
    Office,
}

/// What somebody shows.
enum Shown<'a> {
    Token(&'a str),
    Session(Session),
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter().flatten();
        headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn cookie(&self, name: &str) -> Option<&str> {
        let mut all =
            self.cookies.iter().flatten().map(String::as_str).chain(self.header("cookie"));
        all.find_map(|text| cookie(text, name))
    }

    fn token(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    /// A session, if the request comes from our own pages.
    fn session(&self) -> Option<&str> {
        let method = Method::from_bytes(self.context.http.method.as_bytes()).ok()?;
        let from = self.header("sec-fetch-site").map(str::as_bytes);
        counts(&method, from).then(|| self.cookie(SESSION)).flatten()
    }
}

impl Authorizer {
    /// An authorizer that knows these issuers.
    #[must_use]
    pub fn new(app: App, issuers: Issuers) -> Self {
        Self { app, issuers }
    }

    /// Reads its settings from the environment: those of the store, and where
    /// issuers are found if not under their names (`ISSUER_ENDPOINTS`).
    ///
    /// # Errors
    ///
    /// [`store::MissingSetting`].
    pub async fn from_env() -> Result<Self, store::MissingSetting> {
        let issuers = store::optional_setting("ISSUER_ENDPOINTS").unwrap_or_default();
        Ok(Self::new(App::from_env().await?, Issuers::found_at(&issuers)))
    }

    /// Says who asks.
    ///
    /// # Errors
    ///
    /// [`Unknown`] when that cannot be found out.
    pub async fn answer(&self, request: &Request) -> Result<Answer, Unknown> {
        Ok(Answer {
            is_authorized: true,
            context: self.context(request).await?.unwrap_or_default(),
        })
    }

    async fn context(
        &self,
        request: &Request,
    ) -> Result<Option<HashMap<&'static str, String>>, Unknown> {
        let shown = match request.token() {
            Some(token) => Some(Shown::Token(token)),
            None => request
                .session()
                .and_then(|sealed| Session::open(sealed, self.app.store.keyring(), real_time()))
                .map(Shown::Session),
        };
        let name = request.path_parameters.as_ref().and_then(|parts| parts.get("office"));
        let (Some(shown), Some(name)) = (shown, name) else { return Ok(None) };
        let office = match self.app.office(name, real_time()).await {
            Ok(configured) => configured.office,
            Err(problem) if problem.status() == StatusCode::NOT_FOUND => return Ok(None),
            Err(_) => return Err(Unknown::Office),
        };
        let Some(issuer) = &office.city.staff else { return Ok(None) };
        let (rights, by) = match shown {
            Shown::Token(token) => (self.rights(issuer, token).await?, "token"),
            Shown::Session(session) if session.is_of(issuer) => (session.rights, "session"),
            Shown::Session(_) => return Ok(None),
        };
        let (role, place) = match (rights.at(&office.id), rights.elsewhere()) {
            (Some(role), _) => (role, &office.id),
            // Who works elsewhere may still sit at a workstation of this office.
            (None, Some(_)) if request.cookie(DEVICE).is_some() => return Ok(None),
            (None, Some(elsewhere)) => elsewhere,
            (None, None) => return Ok(None),
        };
        Ok(Some(context(role, place.as_str(), by)))
    }

    /// What the bearer of a token may do: nothing, if it does not count.
    async fn rights(&self, issuer: &StaffIssuer, token: &str) -> Result<Rights, Unknown> {
        match self.issuers.claims(issuer, &issuer.audience, token).await {
            Ok(claims) => Ok(issuer.rights(|name| claims.values(name))),
            Err(error) if error.is_outage() => Err(error.into()),
            Err(error) => {
                tracing::info!(%error, "a token does not count");
                Ok(Rights::default())
            }
        }
    }
}

fn context(role: Role, office: &str, by: &str) -> HashMap<&'static str, String> {
    let role = role.word().to_owned();
    HashMap::from([("role", role), ("office", office.to_owned()), ("by", by.to_owned())])
}
