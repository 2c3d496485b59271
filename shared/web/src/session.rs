//! Somebody of the staff who has signed in with a browser.

use domain::{
    staff::{Rights, StaffIssuer},
    time::{Moment, Seconds},
};
use http::HeaderValue;
use sha2::{Digest, Sha256};
use store::Keyring;

/// The cookie by which they are known again.
pub const SESSION: &str = "__Host-session";

/// A work day; then they sign in again.
const WORK_DAY: Seconds = Seconds::hours(12);

/// What the cookie says: rights, whose word that is, and until when. Not who.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What they may do.
    pub rights: Rights,
    issuer: String,
    until: Moment,
}

/// Stands for an issuer and for what these pages are to it.
fn mark(issuer: &StaffIssuer) -> String {
    let digest = Sha256::digest(format!("{} {}", issuer.issuer, issuer.client_id));
    digest.iter().take(8).fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

impl Session {
    /// A session that begins now.
    #[must_use]
    pub fn begin(rights: Rights, issuer: &StaffIssuer, now: Moment) -> Self {
        Self { rights, issuer: mark(issuer), until: now + WORK_DAY }
    }

    /// Whether it counts at an office whose city has this issuer: no city gives
    /// rights at the offices of another.
    #[must_use]
    pub fn is_of(&self, issuer: &StaffIssuer) -> bool {
        self.issuer == mark(issuer)
    }

    /// The value of its cookie.
    #[must_use]
    pub fn seal(&self, keyring: &Keyring) -> String {
        let Self { rights, issuer, until } = self;
        keyring.seal("session", &format!("{}.{issuer}.{}", until.0, rights.to_text()))
    }

    /// Reads the value of its cookie, if it was sealed here and is not over.
    #[must_use]
    pub fn open(value: &str, keyring: &Keyring, now: Moment) -> Option<Self> {
        let mut parts = keyring.open("session", value).ok()?.splitn(3, '.');
        let until = Moment(parts.next()?.parse().ok()?);
        let issuer = parts.next()?.to_owned();
        let rights = Rights::from_text(parts.next()?)?;
        (now < until).then_some(Self { rights, issuer, until })
    }

    /// The header that keeps it: no script reads it, and no other site can make
    /// a browser send it.
    ///
    /// # Panics
    ///
    /// Never: what is sealed is plain ASCII.
    #[must_use]
    pub fn cookie(&self, keyring: &Keyring) -> HeaderValue {
        Self::header(&self.seal(keyring), WORK_DAY)
    }

    /// The header that forgets it.
    ///
    /// # Panics
    ///
    /// Never.
    #[must_use]
    pub fn forgotten() -> HeaderValue {
        Self::header("", Seconds(0))
    }

    fn header(value: &str, age: Seconds) -> HeaderValue {
        let rules = "Path=/; Secure; HttpOnly; SameSite=Strict";
        HeaderValue::try_from(format!("{SESSION}={value}; Max-Age={}; {rules}", age.0))
            .expect("what is sealed is plain ASCII")
    }
}

tokio::task_local! {
    /// The page that somebody looks at, and whether they have signed in.
    static LOOKED_AT: (String, bool);
}

/// Makes an answer whose frame knows the page that is looked at, and whether somebody
/// has signed in there. No handler has to hand that on.
pub(crate) async fn looking_at<T>(
    page: String,
    is_signed_in: bool,
    answer: impl Future<Output = T>,
) -> T {
    LOOKED_AT.scope((page, is_signed_in), answer).await
}

/// The page that is looked at.
pub(crate) fn looked_at() -> Option<String> {
    LOOKED_AT.try_with(|(page, _)| page.clone()).ok()
}

/// The page to come back to after signing out, if that is offered.
pub(crate) fn signed_in() -> Option<String> {
    LOOKED_AT.try_with(|(page, is_signed_in)| is_signed_in.then(|| page.clone())).ok().flatten()
}

/// The real time. It counts for tokens and sessions alone, because those who
/// issue them have no other; everything else goes by the time of the request.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a token is over when its issuer says so")]
pub fn real_time() -> Moment {
    Moment(jiff::Timestamp::now().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer(name: &str) -> StaffIssuer {
        let text = || "wertmarke".to_owned();
        StaffIssuer {
            issuer: name.to_owned(),
            client_id: text(),
            audience: text(),
            scope: text(),
            role_claim: text(),
            office_claim: text(),
            rights_claim: text(),
            rights: Vec::new(),
        }
    }

    #[test]
    fn a_session_ends_with_the_work_day_and_is_not_made_by_hand() {
        let (keyring, here) = (Keyring::fresh(), issuer("https://a.example"));
        let rights = Rights::from_text("lead@mitte+clerk@*").unwrap();
        let session = Session::begin(rights, &here, Moment(1_000));
        let sealed = session.seal(&keyring);
        assert_eq!(Session::open(&sealed, &keyring, Moment(1_000)), Some(session.clone()));
        assert_eq!(Session::open(&sealed, &keyring, Moment(1_000 + 12 * 3600)), None);
        assert!(session.is_of(&here) && !session.is_of(&issuer("https://b.example")));
        let (mac, rest) = sealed.split_once('.').unwrap();
        for forged in [
            sealed.replace("clerk@*", "lead@*"),
            format!("{mac}.9{rest}"),
            rest.to_owned(),
            session.seal(&Keyring::fresh()),
            keyring.seal("sign-in", rest),
        ] {
            assert_eq!(Session::open(&forged, &keyring, Moment(1_000)), None, "{forged}");
        }
    }
}
