//! What went wrong, for programs (RFC 9457) and for people.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};
use store::StoreError;
use utoipa::ToSchema;

use crate::ways::Way;

/// A request that is not carried out.
///
/// `code` and `type` are promises to programs and never change; `title` says
/// to people what is the matter and `detail` what they can do now.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    title: String,
    detail: String,
    more: Map<String, Value>,
    ways: Vec<Way>,
    retry_after: bool,
}

/// The body of a problem, as `application/problem+json`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemBody {
    /// A URI reference that names the kind of problem.
    pub r#type: String,
    /// What is the matter, in German.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do now, in German.
    pub detail: String,
    /// The kind of problem in one word that never changes.
    pub code: String,
    /// Whatever else helps, such as the nearest free starts.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl Problem {
    /// The code of a conflict with a configuration that has just changed.
    pub const PLAN_CHANGED: &'static str = "plan-changed";

    /// A problem of this kind.
    #[must_use]
    pub fn new(
        status: StatusCode,
        code: &'static str,
        title: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            title: title.into(),
            detail: detail.into(),
            more: Map::new(),
            ways: Vec::new(),
            retry_after: false,
        }
    }

    /// The same with a further member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.more.insert(name.to_owned(), serde_json::to_value(value).unwrap_or(Value::Null));
        self
    }

    /// The same with a further link on its page. Programs do not see it.
    #[must_use]
    pub fn leading_to(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        self.ways.push(Way::new(text, href));
        self
    }

    /// The links of its page.
    pub(crate) fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// Its status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its kind.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What is the matter.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What to do now.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// A further member.
    #[must_use]
    pub fn more(&self, name: &str) -> Option<&Value> {
        self.more.get(name)
    }

    /// Whether the client is asked to come back.
    #[must_use]
    pub fn asks_to_retry(&self) -> bool {
        self.retry_after
    }

    /// Its body.
    #[must_use]
    pub fn body(&self) -> ProblemBody {
        ProblemBody {
            r#type: format!("/problems/{}", self.code),
            title: self.title.clone(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            code: self.code.to_owned(),
            more: self.more.clone(),
        }
    }

    /// 404: there is no office of this name.
    #[must_use]
    pub fn unknown_office() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "unknown-office",
            "Dieses Bürgerbüro gibt es nicht.",
            "Bitte wählen Sie Ihr Bürgerbüro aus der Liste.",
        )
    }

    /// 404: nothing is found under this path or secret.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Das gibt es hier nicht (mehr).",
            "Bitte prüfen Sie den Link. Persönliche Daten werden nach dem Termin gelöscht.",
        )
    }

    /// 400: the request cannot be read.
    #[must_use]
    pub fn malformed(what: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed",
            "Diese Angaben können wir nicht lesen.",
            what.into(),
        )
    }

    /// 401: only for staff.
    #[must_use]
    pub fn sign_in_needed() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "sign-in-needed",
            "Diese Seite ist für Mitarbeitende.",
            "Bitte melden Sie sich an.",
        )
    }

    /// 403: not for this role or office.
    #[must_use]
    pub fn not_allowed() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not-allowed",
            "Das dürfen Sie hier nicht.",
            "Bitte wenden Sie sich an die Leitung.",
        )
    }

    /// 422: the key was used for something else.
    #[must_use]
    pub fn key_reused() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-reused",
            "Dieser Vorgang wurde schon mit anderen Angaben abgeschickt.",
            "Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.",
        )
    }

    /// 503: too much at once, or the table does not answer.
    #[must_use]
    pub fn unavailable() -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Das System ist gerade nicht erreichbar.",
            "Bitte versuchen Sie es gleich noch einmal. Es ist nichts verloren gegangen.",
        );
        problem.retry_after = true;
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let json = serde_json::to_vec(&self.body()).unwrap_or_default();
        let mut response = (self.status, json).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        // The page for people is made from this at the edge.
        response.extensions_mut().insert(self);
        response
    }
}

/// A failure is logged once, here, with its whole chain; outside it is opaque.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if let StoreError::StaleConfiguration { .. } = error {
            return Self::new(
                StatusCode::CONFLICT,
                Self::PLAN_CHANGED,
                "Die Öffnungszeiten oder Termine wurden gerade geändert.",
                "Bitte laden Sie die Seite neu.",
            );
        }
        tracing::error!(error = chain(&error), "the store failed");
        Self::unavailable()
    }
}

/// An error with its causes; in JSON logs only the outermost would be seen.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
