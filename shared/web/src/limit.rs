//! Whoever takes very many appointments from one internet address works for more:
//! a browser computes for some seconds, which costs a person nothing and a machine
//! that wants thousands a lot. Without JavaScript one waits, or telephones.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use domain::{office::Office, time::Moment};
use http::{StatusCode, request::Parts};
use lambda_http::request::RequestContext;
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::Source;
use texts::text;

use crate::{App, Caller, Keyed, Problem, Role};

/// How many leading zero bits the digest of a proof has: about a second's work.
const BITS: u32 = 16;

/// Who wants to take an appointment, and from where.
#[derive(Debug, Clone)]
pub struct Taker {
    caller: Caller,
    address: Option<IpAddr>,
}

impl FromRequestParts<App> for Taker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let address = match parts.extensions.get() {
            Some(RequestContext::ApiGatewayV2(context)) => {
                context.http.source_ip.as_ref().and_then(|address| address.parse().ok())
            }
            _ => None,
        };
        Ok(Self { caller, address })
    }
}

/// What has to be worked on, for programs and for the page's script: find a number
/// such that SHA-256 of `<challenge>~<number>` begins with so many zero bits, and
/// send `<challenge>~<number>` as `proof`.
#[derive(Debug, Serialize)]
struct Work {
    challenge: String,
    bits: u32,
}

/// The challenge of a proof that was worked for.
fn worked(proof: &str) -> Option<&str> {
    let (challenge, number) = proof.rsplit_once('~')?;
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let digest = Sha256::digest(proof);
    let begin = digest.iter().take(4).fold(0, |bits, byte| bits << 8 | u32::from(*byte));
    (digits && number.len() < 16 && begin.leading_zeros() >= BITS).then_some(challenge)
}

impl Taker {
    /// Lets everybody take what they want until their internet address has taken
    /// very much, and after that whoever has worked for it. Staff and devices of the
    /// office are not counted, and nobody is where no bound is set.
    ///
    /// # Errors
    ///
    /// 429 `too-many-requests`, with what has to be worked on.
    pub async fn may_take(
        &self,
        app: &App,
        office: &Office,
        (key, proof): (&Keyed, Option<&str>),
        now: Moment,
    ) -> Result<(), Problem> {
        let (Some(most), Some(address)) = (app.per_address, self.address) else { return Ok(()) };
        if self.caller.is(&Role::IN_THE_HALL, &office.id) {
            return Ok(());
        }
        let keyring = app.store.keyring();
        let source = keyring.source(address, now);
        if let Some(challenge) = proof.and_then(worked)
            && source.challenged(keyring, challenge)
        {
            let command = keyring.key_hash("work", &key.or_random());
            if app.store.spend(&source, challenge, command).await? {
                return Ok(());
            }
        }
        if app.store.take(&source, most).await? {
            Ok(())
        } else {
            Err(too_many(app, office, &source))
        }
    }
}

fn too_many(app: &App, office: &Office, source: &Source) -> Problem {
    let time = texts::time(source.until(), &office.zone);
    let detail = match &office.city.imprint.phone {
        Some(phone) => text!("too-many-requests-phone", time = time, phone = phone.clone()),
        None => text!("too-many-requests-then", time = time),
    };
    let work = Work { challenge: source.challenge(app.store.keyring()), bits: BITS };
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too-many-requests",
        text!("too-many-requests"),
        detail,
    )
    .with("work", work)
}
