//! Commands that arrive twice and happen once.

use store::IdempotencyKey;

use crate::Problem;

/// The idempotency key of a request, if it has one (the header
/// `Idempotency-Key`, or the hidden field `key` of a form).
#[derive(Debug, Clone)]
pub struct Keyed(pub(crate) Option<IdempotencyKey>);

impl Keyed {
    /// The key; a command without one has no replay.
    #[must_use]
    pub fn or_random(&self) -> IdempotencyKey {
        self.0.clone().unwrap_or_else(IdempotencyKey::random)
    }

    /// The key, if the client sent one.
    #[must_use]
    pub fn get(&self) -> Option<&IdempotencyKey> {
        self.0.as_ref()
    }

    /// The key of a command that must have one.
    ///
    /// # Errors
    ///
    /// 400 `idempotency-key-missing`.
    pub fn required(&self) -> Result<IdempotencyKey, Problem> {
        self.0.clone().ok_or_else(|| {
            Problem::new(
                http::StatusCode::BAD_REQUEST,
                "idempotency-key-missing",
                "Der Anfrage fehlt ihre Kennung.",
                "Programme senden einen Header `Idempotency-Key` mit 16 bis 64 Zeichen; \
                 im Browser bitte die Seite neu laden.",
            )
        })
    }
}

pub(crate) fn parse(text: Option<&str>) -> Result<Keyed, Problem> {
    let key = text.map(str::parse).transpose().map_err(|_| {
        Problem::new(
            http::StatusCode::BAD_REQUEST,
            "idempotency-key-malformed",
            "Die Kennung der Anfrage ist nicht lesbar.",
            "`Idempotency-Key` hat 16 bis 64 Zeichen aus A-Z, a-z, 0-9, _ und -.",
        )
    })?;
    Ok(Keyed(key))
}

/// A key for a form that is shown now: one showing, one effect, however often
/// it is sent.
#[must_use]
pub fn fresh_key() -> String {
    ulid::Ulid::generate().to_string()
}
