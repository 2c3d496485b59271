//! Asking an issuer.

use std::{fmt, sync::OnceLock, time::Duration};

use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::de::DeserializeOwned;

use crate::IdentityError;

/// Issuers answer at once, or a page would rather say so.
const PATIENCE: Duration = Duration::from_secs(4);

/// Far more than any set of keys.
const MOST_BYTES: usize = 512 * 1024;

type Https = Client<HttpsConnector<HttpConnector>, String>;

/// A client that is built when it is needed first: it reads the machine's
/// certificates, which takes some milliseconds.
#[derive(Default)]
pub(crate) struct Fetch(OnceLock<Https>);

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fetch")
    }
}

impl Fetch {
    /// The document at this address.
    pub(crate) async fn get<T: DeserializeOwned>(&self, address: &str) -> Result<T, IdentityError> {
        match self.send(Method::GET, address, String::new()).await? {
            (StatusCode::OK, body) => read(&body),
            (status, _) => Err(unreachable(&status)),
        }
    }

    /// The answer to this form.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        address: &str,
        form: String,
    ) -> Result<T, IdentityError> {
        match self.send(Method::POST, address, form).await? {
            (StatusCode::OK, body) => read(&body),
            (status, _) if status.is_client_error() => {
                Err(IdentityError::NotExchanged { status: status.as_u16() })
            }
            (status, _) => Err(unreachable(&status)),
        }
    }

    async fn send(
        &self,
        method: Method,
        address: &str,
        body: String,
    ) -> Result<(StatusCode, Vec<u8>), IdentityError> {
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .map_err(|error| unreachable(&error))?;
        let answer = async {
            let answer =
                self.client()?.request(request).await.map_err(|error| unreachable(&error))?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, MOST_BYTES).collect().await;
            let body = body.map_err(|error| unreachable(&error))?;
            Ok((parts.status, body.to_bytes().to_vec()))
        };
        tokio::time::timeout(PATIENCE, answer).await.map_err(|late| unreachable(&late))?
    }

    fn client(&self) -> Result<&Https, IdentityError> {
        if let Some(client) = self.0.get() {
            return Ok(client);
        }
        let connector = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|error| unreachable(&error))?
            // In clear only where the city's file says so: on a laptop.
            .https_or_http()
            .enable_http1()
            .build();
        Ok(self.0.get_or_init(|| Client::builder(TokioExecutor::new()).build(connector)))
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, IdentityError> {
    serde_json::from_slice(body).map_err(|error| unreachable(&error))
}

fn unreachable(why: &impl ToString) -> IdentityError {
    IdentityError::Unreachable { why: why.to_string() }
}
