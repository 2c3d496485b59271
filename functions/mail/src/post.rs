//! Handing mails to the mail service.

use std::time::Duration;

use aws_config::{SdkConfig, timeout::TimeoutConfig};
use aws_sdk_sesv2::{
    Client,
    error::{BuildError, ProvideErrorMetadata, SdkError},
    operation::send_email::SendEmailError,
    primitives::Blob,
    types::{Destination, EmailContent, MessageTag, RawMessage},
};

use crate::Mail;

/// How long one attempt to hand over a mail may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a mail was not accepted. Says the code only: what the service writes
/// beside it quotes addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It will not be accepted later either.
    #[error("the mail was refused: {code}")]
    Refused {
        /// The service's code.
        code: String,
    },
    /// It may be accepted later: the service is busy, paused or away.
    #[error("the mail was not accepted yet: {code}")]
    Later {
        /// The service's code, or what became of the request.
        code: String,
    },
}

/// Whoever takes mails.
pub trait Post {
    /// Hands over a mail and returns the service's name for it.
    fn send(&self, mail: &Mail) -> impl Future<Output = Result<String, SendError>> + Send;
}

/// The Simple Email Service.
#[derive(Debug, Clone)]
pub struct Ses {
    client: Client,
    configuration_set: Option<String>,
}

impl Ses {
    /// The service, with the configuration set that reports bounces.
    #[must_use]
    pub fn new(config: &SdkConfig, configuration_set: Option<String>) -> Self {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(PATIENCE).build();
        let config = aws_sdk_sesv2::config::Builder::from(config).timeout_config(timeouts).build();
        Self { client: Client::from_conf(config), configuration_set }
    }
}

impl Post for Ses {
    async fn send(&self, mail: &Mail) -> Result<String, SendError> {
        let built = |error: BuildError| SendError::Refused { code: error.to_string() };
        let raw = RawMessage::builder().data(Blob::new(mail.mime.clone())).build();
        let content = EmailContent::builder().raw(raw.map_err(built)?).build();
        let mut request = self
            .client
            .send_email()
            .destination(Destination::builder().to_addresses(&mail.to).build())
            .content(content)
            .set_configuration_set_name(self.configuration_set.clone());
        for (name, value) in &mail.tags {
            let tag = MessageTag::builder().name(*name).value(value).build();
            request = request.email_tags(tag.map_err(built)?);
        }
        let answer = request.send().await.map_err(|error| refusal(&error))?;
        Ok(answer.message_id.unwrap_or_default())
    }
}

/// Only what is wrong with this one mail is final. A suspended account or an
/// unknown configuration set is repaired by people, and the mail goes then.
fn refusal(error: &SdkError<SendEmailError>) -> SendError {
    let code = match error {
        SdkError::TimeoutError(_) => "no answer in time",
        SdkError::DispatchFailure(_) => "no connection",
        other => other.code().unwrap_or("unknown"),
    };
    let code = code.to_owned();
    let is_final = error
        .as_service_error()
        .is_some_and(|e| e.is_bad_request_exception() || e.is_message_rejected());
    if is_final { SendError::Refused { code } } else { SendError::Later { code } }
}
