//! Whoever takes very many appointments from one internet address works for more:
//! a browser computes for some seconds, which costs a person nothing and a machine
//! that wants thousands a lot. Without JavaScript one waits, or telephones.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use domain::{office::Office, time::Moment};
use http::{HeaderMap, StatusCode, request::Parts};
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
        let source = match parts.extensions.get() {
            Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref(),
            _ => None,
        };
        let before = behind_edge(&parts.headers, app.edge_key.as_deref()).or(source);
        Ok(Self { caller, address: before.and_then(|address| address.parse().ok()) })
    }
}

/// Whom a request came from that came by way of `CloudFront`: behind it, all come
/// from the same few addresses. To `X-Forwarded-For` it adds who asked it, and the
/// gateway adds `CloudFront`; what stands before, anybody can write.
fn behind_edge<'a>(headers: &'a HeaderMap, edge_key: Option<&str>) -> Option<&'a str> {
    let shown = headers.get("x-edge")?.as_bytes();
    if shown != edge_key?.as_bytes() {
        return None;
    }
    let way = headers.get("x-forwarded-for")?.to_str().ok()?;
    way.rsplit(',').nth(1).map(str::trim)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cloudfront_is_believed_whom_a_request_came_from() {
        let seen = |shown: &str, way: &str, key: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert("x-edge", shown.parse().unwrap());
            headers.insert("x-forwarded-for", way.parse().unwrap());
            behind_edge(&headers, key).map(str::to_owned)
        };
        let way = "10.9.9.9, 203.0.113.7, 130.176.1.1";
        let person = Some("203.0.113.7".to_owned());
        assert_eq!(seen("k", way, Some("k")), person, "not what the person wrote before");
        assert_eq!(seen("k", "203.0.113.7,130.176.1.1", Some("k")), person);
        assert_eq!(seen("wrong", way, Some("k")), None);
        assert_eq!(seen("k", way, None), None, "there is no CloudFront");
        assert_eq!(seen("k", "203.0.113.7", Some("k")), None);
        assert_eq!(behind_edge(&HeaderMap::new(), Some("k")), None);
    }
}
