//! What the issuer of a city's identities (OpenID Connect) says of somebody:
//! its description, its keys, its tokens.
//!
//! A token counts when this issuer has signed it (RS256 or ES256, by the keys it
//! publishes), for this audience, and it is not over. Whose it is, nobody asks.

mod claims;
mod fetch;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use domain::staff::StaffIssuer;
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header, errors::ErrorKind, jwk::JwkSet,
};
use serde::Deserialize;

pub use self::claims::Claims;
use self::fetch::Fetch;

/// How long description and keys are believed. An issuer announces a new key
/// before it signs with it; one that is unknown is asked for at once.
const FRESH: Duration = Duration::from_hours(1);

/// How often an unknown key may make us ask again, whatever is shown to us.
const ASK_AGAIN: Duration = Duration::from_secs(30);

/// Why somebody is not known.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// What was shown says nothing.
    #[error("the token does not count: {0}")]
    Refused(#[from] jsonwebtoken::errors::Error),
    /// Its key is not one of the issuer's.
    #[error("the token does not count: no such key")]
    UnknownKey,
    /// It answers another sign-in.
    #[error("the token does not count: it is for another sign-in")]
    OtherSignIn,
    /// The issuer does not take the code.
    #[error("the issuer does not take the code: {status}")]
    NotExchanged {
        /// What it answered.
        status: u16,
    },
    /// The issuer cannot be asked.
    #[error("the issuer of identities cannot be asked: {why}")]
    Unreachable {
        /// Why.
        why: String,
    },
}

impl IdentityError {
    /// Whether nobody can be known right now, whatever they show.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }
}

/// What an issuer publishes about itself.
#[derive(Debug, Clone, Deserialize)]
pub struct Description {
    issuer: String,
    jwks_uri: String,
    /// Where people sign in.
    pub authorization_endpoint: String,
    token_endpoint: String,
    /// Where people sign out of everything.
    pub end_session_endpoint: Option<String>,
}

/// What the issuer gave somebody who signed in, and what proves that it is ours.
#[derive(Debug)]
pub struct Exchange<'a> {
    /// The code that it sent them back with.
    pub code: &'a str,
    /// What was behind the challenge (PKCE).
    pub verifier: &'a str,
    /// Where it sent them back to.
    pub redirect_uri: &'a str,
    /// By which it knows these pages, if it gave them a secret.
    pub secret: Option<&'a str>,
}

#[derive(Debug)]
struct Known {
    description: Description,
    keys: JwkSet,
    since: Instant,
}

/// The issuers of all cities, as far as they were asked. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Issuers(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    fetch: Fetch,
    /// Where some of them are found instead of under their name.
    elsewhere: HashMap<String, String>,
    known: RwLock<HashMap<String, Arc<Known>>>,
    asking: tokio::sync::Mutex<()>,
}

impl Issuers {
    /// Issuers of which some are found elsewhere than under their name:
    /// `issuer=address`, with blanks between several.
    #[must_use]
    pub fn found_at(text: &str) -> Self {
        let pairs = text.split_whitespace().filter_map(|pair| pair.split_once('='));
        let elsewhere = pairs.map(|(name, at)| (name.to_owned(), at.to_owned())).collect();
        Self(Arc::new(Inner { elsewhere, ..Inner::default() }))
    }

    /// What this issuer says in a token for `audience`.
    ///
    /// # Errors
    ///
    /// [`IdentityError`].
    pub async fn claims(
        &self,
        staff: &StaffIssuer,
        audience: &str,
        token: &str,
    ) -> Result<Claims, IdentityError> {
        let header = decode_header(token)?;
        if ![Algorithm::RS256, Algorithm::ES256].contains(&header.alg) {
            return Err(IdentityError::Refused(ErrorKind::InvalidAlgorithm.into()));
        }
        let name = header.kid.as_deref();
        let mut known = self.known(&staff.issuer, FRESH).await?;
        if key(&known, name).is_none() {
            known = self.known(&staff.issuer, ASK_AGAIN).await?;
        }
        let key = key(&known, name).ok_or(IdentityError::UnknownKey)?;
        let mut rules = Validation::new(header.alg);
        rules.set_issuer(&[&staff.issuer]);
        rules.set_audience(&[audience]);
        rules.set_required_spec_claims(&["exp", "iss", "aud"]);
        rules.validate_nbf = true;
        Ok(Claims(decode(token, &key, &rules)?.claims))
    }

    /// What an issuer publishes about itself.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Unreachable`].
    pub async fn description(&self, staff: &StaffIssuer) -> Result<Description, IdentityError> {
        Ok(self.known(&staff.issuer, FRESH).await?.description.clone())
    }

    /// What this issuer says of somebody who has signed in, in answer to `nonce`.
    ///
    /// # Errors
    ///
    /// [`IdentityError`].
    pub async fn exchange(
        &self,
        staff: &StaffIssuer,
        exchange: &Exchange<'_>,
        nonce: &str,
    ) -> Result<Claims, IdentityError> {
        #[derive(Deserialize)]
        struct Tokens {
            id_token: String,
        }
        let Exchange { code, verifier, redirect_uri, secret } = *exchange;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", &*staff.client_id),
            ("code", code),
            ("code_verifier", verifier),
            ("redirect_uri", redirect_uri),
        ];
        form.extend(secret.map(|secret| ("client_secret", secret)));
        let form = serde_urlencoded::to_string(form).unwrap_or_default();
        let address = self.description(staff).await?.token_endpoint;
        let Tokens { id_token } = self.0.fetch.post(&address, form).await?;
        let claims = self.claims(staff, &staff.client_id, &id_token).await?;
        if claims.values("nonce") == [nonce] { Ok(claims) } else { Err(IdentityError::OtherSignIn) }
    }

    /// Description and keys, not older than `age` unless they cannot be had.
    async fn known(&self, issuer: &str, age: Duration) -> Result<Arc<Known>, IdentityError> {
        let kept = || {
            let known = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
            known.get(issuer).cloned()
        };
        let fresh = |known: &Arc<Known>| known.since.elapsed() < age;
        if let Some(known) = kept().filter(fresh) {
            return Ok(known);
        }
        let _one_at_a_time = self.0.asking.lock().await;
        let earlier = kept();
        if let Some(known) = earlier.clone().filter(fresh) {
            return Ok(known);
        }
        match self.ask(issuer).await {
            Ok(known) => {
                let known = Arc::new(known);
                let mut all = self.0.known.write().unwrap_or_else(PoisonError::into_inner);
                all.insert(issuer.to_owned(), Arc::clone(&known));
                Ok(known)
            }
            Err(error) => {
                tracing::warn!(%error, "keys are not renewed");
                earlier.ok_or(error)
            }
        }
    }

    async fn ask(&self, issuer: &str) -> Result<Known, IdentityError> {
        let at = self.0.elsewhere.get(issuer).map_or(issuer, String::as_str);
        let address = format!("{}/.well-known/openid-configuration", at.trim_end_matches('/'));
        let description: Description = self.0.fetch.get(&address).await?;
        if description.issuer != issuer {
            let why = "it describes itself under another name".to_owned();
            return Err(IdentityError::Unreachable { why });
        }
        let keys = self.0.fetch.get(&description.jwks_uri).await?;
        Ok(Known { description, keys, since: Instant::now() })
    }
}

/// The issuer's key of this name; its only one for a token that names none.
fn key(known: &Known, name: Option<&str>) -> Option<DecodingKey> {
    let key = match (name, &*known.keys.keys) {
        (Some(name), _) => known.keys.find(name),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    DecodingKey::from_jwk(key?).ok()
}
