//! One attempt to sign in, between the way to the issuer and the way back.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{
    ids::OfficeId,
    time::{Moment, Seconds},
};
use http::HeaderValue;
use sha2::{Digest, Sha256};
use store::Keyring;
use ulid::Ulid;

/// The cookie in which the browser keeps it. It comes along when the issuer's
/// page leads back, so it is `Lax`; it gives no rights.
pub(crate) const ATTEMPT: &str = "__Host-sign-in";

/// How long somebody may look for their password.
const PATIENCE: Seconds = Seconds::minutes(15);

/// A page of ours to which somebody comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
// Invariant: a path below an office, of characters that need no quoting.
pub(crate) struct Return {
    pub(crate) path: String,
    pub(crate) office: OfficeId,
}

impl Return {
    /// Reads a path, and refuses whatever a browser could take for an address
    /// elsewhere.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("/offices/")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./?=&%:+~".contains(c);
        if path.len() > 512 || !path.chars().all(plain) || path.contains("//") {
            return None;
        }
        let office = rest.split(['/', '?']).next()?.parse().ok()?;
        Some(Self { path: path.to_owned(), office })
    }
}

/// One attempt. What is random in it is known to this browser alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// Comes back with the code: it belongs to this browser.
    pub(crate) state: String,
    /// Comes back in the token: it was made for this attempt.
    pub(crate) nonce: String,
    /// Proves to the issuer that the code is ours (PKCE, RFC 7636).
    pub(crate) verifier: String,
    pub(crate) to: Return,
    until: Moment,
}

fn random() -> String {
    [0; 2].map(|_| Ulid::generate().to_string().to_lowercase()).concat()
}

impl Attempt {
    pub(crate) fn begin(to: Return, now: Moment) -> Self {
        let (state, nonce, verifier) = (random(), random(), random());
        Self { state, nonce, verifier, to, until: now + PATIENCE }
    }

    /// What the issuer is shown of the verifier.
    pub(crate) fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier))
    }

    pub(crate) fn cookie(&self, keyring: &Keyring) -> HeaderValue {
        let Self { state, nonce, verifier, to, until } = self;
        let text = format!("{}.{state}.{nonce}.{verifier}.{}", until.0, to.path);
        header(&keyring.seal("sign-in", &text), PATIENCE)
    }

    pub(crate) fn open(value: &str, keyring: &Keyring, now: Moment) -> Option<Self> {
        let mut parts = keyring.open("sign-in", value).ok()?.splitn(5, '.');
        let until = Moment(parts.next()?.parse().ok()?);
        let mut next = || parts.next().map(str::to_owned);
        let (state, nonce, verifier) = (next()?, next()?, next()?);
        let to = Return::parse(parts.next()?)?;
        (now < until).then_some(Self { state, nonce, verifier, to, until })
    }
}

/// The header that forgets an attempt.
pub(crate) fn forgotten() -> HeaderValue {
    header("", Seconds(0))
}

fn header(value: &str, age: Seconds) -> HeaderValue {
    let rules = "Path=/; Secure; HttpOnly; SameSite=Lax";
    HeaderValue::try_from(format!("{ATTEMPT}={value}; Max-Age={}; {rules}", age.0))
        .expect("what is sealed is plain ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_away_from_these_pages() {
        for path in ["/offices/mitte/desk", "/offices/mitte/plan?week=2026-12-01", "/offices/mitte"]
        {
            let to = Return::parse(path).expect(path);
            assert_eq!((to.path.as_str(), to.office.as_str()), (path, "mitte"));
        }
        for path in [
            "https://evil.example/offices/mitte",
            "//evil.example/offices/mitte",
            "/offices//evil.example",
            "/offices/mitte//evil.example",
            "/offices/mitte/\\evil.example",
            "/offices/mitte\n",
            "/offices/mitte; Path=/",
            "/offices/Mitte",
            "/offices/",
            "/sign-in",
            "",
        ] {
            assert_eq!(Return::parse(path), None, "{path}");
        }
    }

    #[test]
    fn an_attempt_is_this_browser_s_own_and_ends() {
        let keyring = Keyring::fresh();
        let to = Return::parse("/offices/mitte/desk").unwrap();
        let attempt = Attempt::begin(to.clone(), Moment(0));
        let cookie = attempt.cookie(&keyring);
        let value = cookie.to_str().unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
        assert_eq!(Attempt::open(&value, &keyring, Moment(899)), Some(attempt.clone()));
        assert_eq!(Attempt::open(&value, &keyring, Moment(900)), None);
        assert_eq!(Attempt::open(&value, &Keyring::fresh(), Moment(0)), None);
        assert_ne!(Attempt::begin(to, Moment(0)).state, attempt.state);
        // The example of RFC 7636, appendix B.
        let example = Attempt {
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
            ..attempt
        };
        assert_eq!(example.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
