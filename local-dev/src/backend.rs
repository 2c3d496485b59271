//! How an event reaches a function: in this process, or through cargo-lambda.
//!
//! Both ways share every conversion. In process, the event goes through the
//! very adapter that [`lambda_http`] puts around the router in the binary.

use std::sync::Arc;
use std::time::Duration;

use authorizer::Authorizer;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Context, LambdaEvent};
use serde_json::{Map, Value};
use tower::Service as _;

use crate::function::Function;

/// Where the functions run.
#[derive(Debug, Clone)]
pub enum Backend {
    /// In this process, on their routers.
    InProcess,
    /// As Lambda binaries.
    CargoLambda(CargoLambda),
}

/// Why a function gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    /// The event is not one that the function understands.
    #[error("the event is not one of API Gateway")]
    Event(#[source] serde_json::Error),
    /// The answer could not be written as JSON.
    #[error("the answer cannot be written")]
    Answer(#[source] serde_json::Error),
    /// The authorizer does not say who is asking.
    #[error("nobody knows who is asking: {0}")]
    Unknown(String),
    /// The function panicked.
    #[error("the function panicked")]
    Panicked,
    /// The function reported an error instead of an answer.
    #[error("the function failed with status {status}")]
    Failed {
        /// The status of the invocation.
        status: StatusCode,
    },
    /// The function does not run or cannot be reached.
    #[error("the function cannot be reached")]
    Unreachable,
}

impl Backend {
    /// Hands an event to a function and waits for its answer, both as JSON.
    ///
    /// # Errors
    ///
    /// [`InvokeError`] when there is no answer.
    pub async fn invoke(&self, function: &Function, event: String) -> Result<String, InvokeError> {
        match self {
            Self::InProcess => invoke_in_process(function.service.clone(), event).await,
            Self::CargoLambda(lambda) => lambda.invoke(function.name, event).await,
        }
    }
}

impl Backend {
    /// Asks the authorizer about an event and returns what it found out.
    ///
    /// # Errors
    ///
    /// [`InvokeError`] when there is no answer, or none that lets anybody in.
    pub async fn authorize(
        &self,
        authorizer: &Authorizer,
        event: Value,
    ) -> Result<Map<String, Value>, InvokeError> {
        let answer = match self {
            Self::InProcess => {
                let request = serde_json::from_value(event).map_err(InvokeError::Event)?;
                // Boxed, for the compiler does not look that deep.
                let answer = Box::pin(authorizer.answer(&request)).await;
                let answer = answer.map_err(|error| InvokeError::Unknown(error.to_string()))?;
                serde_json::to_value(answer).map_err(InvokeError::Answer)?
            }
            Self::CargoLambda(lambda) => {
                let answer = lambda.invoke("authorizer", event.to_string()).await?;
                serde_json::from_str(&answer).map_err(InvokeError::Answer)?
            }
        };
        match answer {
            Value::Object(answer) if answer["isAuthorized"] == true => {
                Ok(answer["context"].as_object().cloned().unwrap_or_default())
            }
            other => Err(InvokeError::Unknown(other.to_string())),
        }
    }
}

/// Hands an event to a router through Lambda's own adapter.
///
/// The call has a task of its own, so that a panic ends this call only, as it
/// would on AWS.
///
/// # Errors
///
/// [`InvokeError`] when there is no answer.
pub async fn invoke_in_process(
    service: axum::Router,
    event: String,
) -> Result<String, InvokeError> {
    let call = tokio::spawn(async move {
        let request: LambdaRequest = serde_json::from_str(&event).map_err(InvokeError::Event)?;
        let event = LambdaEvent::new(request, Context::default());
        // An axum router is always ready, and the adapter must not live across the await.
        let answer = Adapter::from(service).call(event);
        let Ok(response) = answer.await;
        serde_json::to_string(&response).map_err(InvokeError::Answer)
    });
    call.await.unwrap_or(Err(InvokeError::Panicked))
}

/// The invocation endpoint of `cargo lambda watch`.
#[derive(Debug, Clone)]
pub struct CargoLambda {
    base_url: String,
    client: Arc<Client<HttpConnector, Full<axum::body::Bytes>>>,
}

/// Long enough for a function to be compiled before its first answer.
const PATIENCE: Duration = Duration::from_mins(15);

impl CargoLambda {
    /// The endpoint at this URL, such as `http://127.0.0.1:9000`.
    #[must_use]
    pub fn at(base_url: &str) -> Self {
        let client = Arc::new(Client::builder(TokioExecutor::new()).build_http());
        Self { base_url: base_url.trim_end_matches('/').to_owned(), client }
    }

    /// Invokes the function of this name with an event and returns its answer.
    ///
    /// # Errors
    ///
    /// [`InvokeError`] when there is no answer.
    pub async fn invoke(&self, name: &str, event: String) -> Result<String, InvokeError> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}/2015-03-31/functions/{name}/invocations", self.base_url))
            .header("content-type", "application/json")
            .body(Full::from(event))
            .map_err(|_| InvokeError::Unreachable)?;
        let answer = tokio::time::timeout(PATIENCE, self.client.request(request));
        let answer = answer.await.map_err(|_| InvokeError::Unreachable)?;
        let answer = answer.map_err(|_| InvokeError::Unreachable)?;
        let status = answer.status();
        let body = answer.into_body().collect().await.map_err(|_| InvokeError::Unreachable)?;
        if !status.is_success() {
            return Err(InvokeError::Failed { status });
        }
        String::from_utf8(body.to_bytes().into()).map_err(|_| InvokeError::Failed { status })
    }
}
