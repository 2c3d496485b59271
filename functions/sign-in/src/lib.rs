//! Staff sign in with the account that their city gave them, and out.
//!
//! A function of its own: no other talks to the world outside, and no other is
//! given the secret by which the city's issuer knows these pages.

mod attempt;
mod away;
mod callback;
mod out;

use std::{collections::HashMap, sync::Arc};

use axum::Extension;
use domain::office::Office;
use identity::Issuers;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::Routes;

/// What it takes to sign somebody in. Cheap to clone.
#[derive(Clone, Default)]
pub struct SignIn {
    issuers: Issuers,
    /// By the client's id.
    secrets: Arc<HashMap<String, String>>,
    public_url: Option<String>,
}

impl SignIn {
    /// Signs in by these issuers, with pages that start at `public_url`, or where
    /// the city's file says.
    #[must_use]
    pub fn new(issuers: Issuers, public_url: Option<String>) -> Self {
        Self { issuers, secrets: Arc::default(), public_url }
    }

    /// Reads its settings from the environment, of which none must be there:
    /// `ISSUER_ENDPOINTS` (where issuers are found instead of under their name),
    /// `CLIENT_SECRETS` (`client=secret`, with blanks between several) and
    /// `PUBLIC_URL`.
    #[must_use]
    pub fn from_env() -> Self {
        let setting = |name| store::optional_setting(name).filter(|text| !text.is_empty());
        let issuers = Issuers::found_at(&setting("ISSUER_ENDPOINTS").unwrap_or_default());
        let secrets = setting("CLIENT_SECRETS").unwrap_or_default();
        let secrets = secrets.split_whitespace().filter_map(|pair| pair.split_once('='));
        let secrets = secrets.map(|(client, secret)| (client.to_owned(), secret.to_owned()));
        Self { secrets: Arc::new(secrets.collect()), ..Self::new(issuers, setting("PUBLIC_URL")) }
    }

    /// Where the issuer sends people back to.
    fn callback(&self, office: &Office) -> String {
        let base = self.public_url.as_ref().unwrap_or(&office.city.public_url);
        format!("{base}/sign-in/callback")
    }
}

/// The routes of this function.
pub fn routes(sign_in: SignIn) -> Routes {
    OpenApiRouter::new()
        .routes(routes!(away::sign_in))
        .routes(routes!(callback::callback))
        .routes(routes!(out::sign_out))
        .layer(Extension(sign_in))
}
