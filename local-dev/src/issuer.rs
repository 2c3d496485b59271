//! The city's own issuer of identities, for the roles to be tried with.
//!
//! It answers as the issuer that the city's file names, with a key of its own
//! that never leaves the machine. What it issues is checked as on the day of a
//! delivery: the functions ask it for its keys over HTTP.

use std::{
    collections::HashMap,
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use domain::staff::{Entitlement, StaffIssuer};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp, jwk::Jwk};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use ulid::Ulid;

use crate::{files, pages::Person};

/// Below which path the issuer answers.
pub(crate) const PATH: &str = "/_city/issuer";

/// For how long a token counts. Scripts keep one for as long as their city.
const LIFETIME: u64 = 400 * 24 * 3600;

/// What a token says about its bearer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claims {
    /// The role, such as `clerk`.
    role: String,
    /// The office it holds for.
    office: String,
}

/// The issuer. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Issuer(Arc<Inner>);

struct Inner {
    key: EncodingKey,
    public: Jwk,
    /// Who has chosen to be whom, until the function asks; by the code it has.
    chosen: Mutex<HashMap<String, Chosen>>,
}

#[derive(Debug)]
struct Chosen {
    value: Option<String>,
    wish: Wish,
}

/// How a browser is sent here to sign in.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Wish {
    client_id: String,
    redirect_uri: String,
    state: String,
    nonce: String,
    code_challenge: String,
}

/// How a function asks who somebody is.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    client_id: String,
    redirect_uri: String,
    code: String,
    code_verifier: String,
}

/// Example people, in the order of what the city's file gives rights for.
const NAMES: [&str; 8] = [
    "Frau Yilmaz",
    "Herr Nowak",
    "Frau Berger",
    "Herr Adeyemi",
    "Frau Kowalski",
    "Herr Petrović",
    "Frau Schulte",
    "Herr Öztürk",
];

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Issuer")
    }
}

impl Issuer {
    /// An issuer whose key is kept in this file, or only in memory.
    ///
    /// # Errors
    ///
    /// When the file is there and cannot be read, or is no key.
    pub fn open(file: Option<&Path>) -> io::Result<Self> {
        let kept = file.map(files::read).transpose()?.flatten();
        let der = if let Some(kept) = kept {
            BASE64_STANDARD.decode(kept.trim()).map_err(io::Error::other)?
        } else {
            let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
            let der = pair.and_then(|pair| pair.to_pkcs8v1()).map_err(io::Error::other)?;
            if let Some(file) = file {
                files::replace(file, BASE64_STANDARD.encode(&der).as_bytes())?;
            }
            der.as_ref().to_vec()
        };
        let key = EncodingKey::from_ec_der(&der);
        let mut public =
            Jwk::from_encoding_key(&key, Algorithm::ES256).map_err(io::Error::other)?;
        public.common.key_id = Some("city".to_owned());
        Ok(Self(Arc::new(Inner { key, public, chosen: Mutex::default() })))
    }

    /// A token with these claims; what they leave open is as it should be.
    ///
    /// # Errors
    ///
    /// When the key is none.
    pub fn sign(&self, staff: &StaffIssuer, claims: &Value) -> io::Result<String> {
        let now = get_current_timestamp();
        let mut all = json!({
            "iss": staff.issuer,
            "aud": staff.audience,
            "iat": now,
            "exp": now + LIFETIME,
        });
        if let (Some(all), Some(claims)) = (all.as_object_mut(), claims.as_object()) {
            all.extend(claims.clone());
        }
        let header = Header { kid: Some("city".to_owned()), ..Header::new(Algorithm::ES256) };
        encode(&header, &all, &self.0.key).map_err(io::Error::other)
    }

    /// A token for whoever asks.
    pub(crate) fn issue(&self, staff: &StaffIssuer, claims: Claims) -> io::Result<String> {
        let Claims { role, office } = claims;
        let said = [(&staff.role_claim, role), (&staff.office_claim, office)];
        let said = said.map(|(name, value)| (name.clone(), Value::from(value)));
        self.sign(staff, &Value::Object(Map::from_iter(said)))
    }

    /// The people one can be, each with the address that leads back as them; none
    /// if the wish is not one of this city's functions.
    pub(crate) fn people(&self, staff: &StaffIssuer, wish: &Wish) -> Option<Vec<Person>> {
        let ours = ["http://127.0.0.1:", "http://localhost:"];
        let back = &wish.redirect_uri;
        let leads_home = ours.iter().any(|start| back.starts_with(start));
        if wish.client_id != staff.client_id || !leads_home || !back.ends_with("/sign-in/callback")
        {
            return None;
        }
        let person = |name: &str, right: Option<&Entitlement>| Person {
            name: name.to_owned(),
            role: right.map(|right| right.role),
            offices: right.map(|right| right.offices.clone()).unwrap_or_default(),
            href: self.code(right.map(|right| right.value.clone()), wish),
        };
        let named = NAMES.iter().cycle().zip(&staff.rights);
        let mut people: Vec<_> = named.map(|(name, right)| person(name, Some(right))).collect();
        people.push(person("Herr Fremd", None));
        Some(people)
    }

    /// The way back of somebody with this value of the claim.
    fn code(&self, value: Option<String>, wish: &Wish) -> String {
        let code = Ulid::generate().to_string();
        let mut chosen = self.0.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody stays on this page for long.
        if chosen.len() > 1000 {
            chosen.clear();
        }
        let back = web::paths::with(&*wish.redirect_uri, "state", &wish.state);
        chosen.insert(code.clone(), Chosen { value, wish: wish.clone() });
        web::paths::with(back, "code", &code)
    }

    /// What somebody is who has come back with a code, to whoever sent them here.
    /// A code says it once.
    pub(crate) fn tokens(&self, staff: &StaffIssuer, asked: &Asked) -> Option<Value> {
        let mut all = self.0.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        let Chosen { value, wish } = all.remove(&asked.code)?;
        let shown = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&asked.code_verifier));
        let same = (&wish.client_id, &wish.redirect_uri) == (&asked.client_id, &asked.redirect_uri);
        if !same || shown != wish.code_challenge {
            return None;
        }
        let values: Vec<String> = value.into_iter().collect();
        let mut claims = json!({ "aud": staff.client_id, "nonce": wish.nonce });
        claims[&staff.rights_claim] = json!(values);
        let token = self.sign(staff, &claims).ok()?;
        Some(json!({ "id_token": token, "access_token": token, "token_type": "Bearer" }))
    }

    /// What it says about itself, at this port. People meet it under another name
    /// than the functions, as they would in life.
    pub(crate) fn description(staff: &StaffIssuer, port: &str) -> Value {
        let (people, functions) =
            (format!("http://localhost:{port}{PATH}"), format!("http://127.0.0.1:{port}{PATH}"));
        json!({
            "issuer": staff.issuer,
            "authorization_endpoint": format!("{people}/authorize"),
            "token_endpoint": format!("{functions}/token"),
            "jwks_uri": format!("{functions}/keys"),
        })
    }

    /// Its public keys.
    pub(crate) fn keys(&self) -> Value {
        json!({ "keys": [self.0.public] })
    }
}

/// Where the functions find it: their setting `ISSUER_ENDPOINTS`.
#[must_use]
pub fn endpoints(staff: &StaffIssuer, public_url: &str) -> String {
    format!("{}={public_url}{PATH}", staff.issuer)
}
