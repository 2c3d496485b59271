//! What went wrong, for programs (RFC 9457) and for people.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};
use store::StoreError;
use texts::{Lang, Text, text};
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
    /// Title and detail, on the heap because a problem is the rare answer.
    texts: Box<[Text; 2]>,
    more: Map<String, Value>,
    ways: Vec<Way>,
    repeat: Option<Box<Repeat>>,
    retry_after: bool,
}

/// The form that was refused, to be sent once more. Only its page has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Repeat {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
}

/// The body of a problem, as `application/problem+json`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemBody {
    /// A URI reference that names the kind of problem.
    pub r#type: String,
    /// What is the matter, in the language asked for.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do now, in the language asked for.
    pub detail: String,
    /// The kind of problem in one word that never changes.
    pub code: String,
    /// Whatever else helps, such as the nearest free starts.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl Problem {
    /// The code of a page that asks who is there.
    pub(crate) const SIGN_IN_NEEDED: &'static str = "sign-in-needed";

    /// The code of a conflict with a configuration that has just changed.
    pub const PLAN_CHANGED: &'static str = "plan-changed";

    /// A problem of this kind.
    #[must_use]
    pub fn new(
        status: StatusCode,
        code: &'static str,
        title: impl Into<Text>,
        detail: impl Into<Text>,
    ) -> Self {
        Self {
            status,
            code,
            texts: Box::new([title.into(), detail.into()]),
            more: Map::new(),
            ways: Vec::new(),
            repeat: None,
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
    pub fn leading_to(mut self, text: impl Into<Text>, href: impl Into<String>) -> Self {
        self.ways.push(Way::new(text, href));
        self
    }

    /// The same with the form that was refused on its page, to be sent once more.
    #[must_use]
    pub fn repeating(mut self, action: impl Into<String>, body: &impl Serialize) -> Self {
        let field = |(name, value): (String, Value)| match value {
            Value::Null => None,
            Value::String(text) => Some((name, text)),
            other => Some((name, other.to_string())),
        };
        let body = serde_json::to_value(body).ok();
        let fields = body.and_then(|body| body.as_object().cloned()).unwrap_or_default();
        let fields = fields.into_iter().filter_map(field).collect();
        self.repeat = Some(Box::new(Repeat { action: action.into(), fields }));
        self
    }

    /// The form of its page.
    pub(crate) fn repeat(&self) -> Option<&Repeat> {
        self.repeat.as_deref()
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
    pub fn title(&self) -> &Text {
        &self.texts[0]
    }

    /// What to do now.
    #[must_use]
    pub fn detail(&self) -> &Text {
        &self.texts[1]
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

    /// Its body in this language.
    #[must_use]
    pub fn body(&self, lang: Lang) -> ProblemBody {
        ProblemBody {
            r#type: format!("/problems/{}", self.code),
            title: self.title().said_in(lang),
            status: self.status.as_u16(),
            detail: self.detail().said_in(lang),
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
            text!("unknown-office"),
            text!("unknown-office-then"),
        )
    }

    /// 404: nothing is found under this path or secret.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", text!("not-found"), text!("not-found-then"))
    }

    /// 400: the request cannot be read.
    #[must_use]
    pub fn malformed(what: impl Into<Text>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", text!("malformed"), what)
    }

    /// 401: only for staff.
    #[must_use]
    pub fn sign_in_needed() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            Self::SIGN_IN_NEEDED,
            text!("sign-in-needed"),
            text!("sign-in-needed-then"),
        )
    }

    /// 403: not for this role or office.
    #[must_use]
    pub fn not_allowed() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not-allowed",
            text!("not-allowed"),
            text!("not-allowed-then"),
        )
    }

    /// 422: the key was used for something else.
    #[must_use]
    pub fn key_reused() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-reused",
            text!("key-reused"),
            text!("key-reused-then"),
        )
    }

    /// 503: too much at once, or the table does not answer.
    #[must_use]
    pub fn unavailable() -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            text!("unavailable"),
            text!("unavailable-then"),
        );
        problem.retry_after = true;
        problem
    }
}

impl Problem {
    /// The answer for programs, in this language.
    pub(crate) fn said_in(self, lang: Lang) -> Response {
        let json = serde_json::to_vec(&self.body(lang)).unwrap_or_default();
        let mut response = (self.status, json).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.code()));
        headers.insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
        response
    }
}

/// Only the edge knows who reads it, and in which language.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
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
                text!("plan-changed"),
                text!("plan-changed-then"),
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
