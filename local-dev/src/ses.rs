//! The city's SES: the one call of its version 2 that the mail function makes.

use axum::body::Body;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use ulid::Ulid;

use crate::inbox::{Fault, Inbox, Sent};
use crate::mime::{Attachment, Mail};

/// The running endpoint. It stops when this is dropped.
#[derive(Debug)]
pub struct Ses {
    endpoint: String,
    server: JoinHandle<()>,
}

impl Ses {
    /// Serves an inbox as SES on a free loopback port.
    ///
    /// # Errors
    ///
    /// When there is no port.
    pub async fn open(inbox: Inbox) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let routes = Router::new().route("/v2/email/outbound-emails", post(send)).with_state(inbox);
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!(%error, "the city's SES stopped");
            }
        });
        Ok(Self { endpoint, server })
    }

    /// Where the mail function reaches it: `AWS_ENDPOINT_URL_SESV2`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

impl Drop for Ses {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Email {
    #[serde(default)]
    destination: Destination,
    content: Content,
    #[serde(rename = "EmailTags", default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    name: String,
    value: String,
}

/// What SES tells of a mail that it could not deliver. As with SES itself,
/// mails to `bounce@simulator.amazonses.com` and `complaint@…` come back.
fn comes_back(email: &Email) -> Option<Value> {
    const SIMULATOR: &str = "simulator.amazonses.com";
    let mut parts = email.destination.to.iter().filter_map(|to| to.split_once('@'));
    let kind = parts.find_map(|(local, domain)| match local {
        "bounce" if domain == SIMULATOR => Some("Bounce"),
        "complaint" if domain == SIMULATOR => Some("Complaint"),
        _ => None,
    })?;
    let tags: Map<String, Value> =
        email.tags.iter().map(|tag| (tag.name.clone(), json!([tag.value]))).collect();
    Some(json!({ "eventType": kind, "mail": { "tags": tags } }))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Destination {
    #[serde(rename = "ToAddresses")]
    to: Vec<String>,
    #[serde(rename = "CcAddresses")]
    cc: Vec<String>,
    #[serde(rename = "BccAddresses")]
    bcc: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
enum Content {
    Raw(Raw),
    Simple(Simple),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Raw {
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Simple {
    subject: Text,
    body: Texts,
    #[serde(default)]
    attachments: Vec<File>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Text {
    data: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Texts {
    text: Text,
    html: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct File {
    file_name: String,
    #[serde(default)]
    content_type: String,
}

impl From<Email> for Sent {
    fn from(Email { destination, content, .. }: Email) -> Self {
        let Destination { mut to, cc, bcc } = destination;
        to.extend(cc.into_iter().chain(bcc));
        match content {
            Content::Raw(Raw { data }) => Self::Raw { to, base64: data },
            Content::Simple(Simple { subject, body, attachments }) => Self::Simple(Mail {
                to: to.join(", "),
                subject: subject.data,
                text: body.text.data,
                html: body.html.data,
                attachments: attachments
                    .into_iter()
                    .map(|File { file_name, content_type }| Attachment {
                        name: file_name,
                        kind: content_type,
                        text: String::new(),
                    })
                    .collect(),
            }),
        }
    }
}

async fn send(State(inbox): State<Inbox>, Json(email): Json<Value>) -> Response<Body> {
    let Ok(email) = serde_json::from_value::<Email>(email) else {
        return refusal(StatusCode::BAD_REQUEST, "BadRequestException");
    };
    let returned = comes_back(&email);
    match inbox.receive(&email.into()) {
        Ok(None) => {
            if let Some(told) = returned {
                inbox.come_back(told);
            }
            tracing::info!("a mail arrived");
            answer(StatusCode::OK, &json!({ "MessageId": Ulid::generate().to_string() }))
        }
        Ok(Some(Fault::Throttled)) => {
            refusal(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException")
        }
        Ok(Some(Fault::Broken | Fault::AnswerLost)) => {
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalServiceErrorException")
        }
        Err(error) => {
            tracing::error!(%error, "a mail could not be kept");
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalServiceErrorException")
        }
    }
}

fn refusal(status: StatusCode, kind: &'static str) -> Response<Body> {
    let mut response = answer(status, &json!({ "message": kind }));
    response.headers_mut().insert("x-amzn-errortype", http::HeaderValue::from_static(kind));
    response
}

fn answer(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let json = http::HeaderValue::from_static("application/json");
    response.headers_mut().insert(http::header::CONTENT_TYPE, json);
    response
}
