//! A loopback proxy before the database, which lets requests go wrong.

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use serde_json::json;
use tokio::{net::TcpListener, task::JoinHandle};

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is carried out, but its answer never arrives.
    AnswerLost,
    /// It collides with another transaction.
    Conflict,
    /// The table is asked for too much.
    Throttled,
    /// The database is broken and says so.
    Broken,
}

/// A proxy on a free port; it ends when this is dropped.
#[derive(Debug)]
pub struct Proxy {
    endpoint: String,
    plan: Arc<Mutex<Trouble>>,
    server: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Trouble {
    operation: &'static str,
    faults: VecDeque<Fault>,
    always: Option<Fault>,
    /// How many requests of the operation have come since the trouble began.
    seen: usize,
}

type Upstream = Client<HttpConnector, Full<Bytes>>;

impl Proxy {
    /// A proxy that passes everything on.
    pub async fn before(endpoint: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let plan = Arc::new(Mutex::new(Trouble::default()));
        let upstream: Upstream = Client::builder(TokioExecutor::new()).build_http();
        let (trouble, target) = (Arc::clone(&plan), endpoint.to_owned());
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (trouble, target, upstream) =
                    (Arc::clone(&trouble), target.clone(), upstream.clone());
                tokio::spawn(async move {
                    let service = service_fn(|request| {
                        pass(request, Arc::clone(&trouble), target.clone(), upstream.clone())
                    });
                    // A broken connection is what it is for.
                    let _ =
                        http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        Self { endpoint: format!("http://{address}"), plan, server }
    }

    /// Where the functions reach the database through it.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Lets the next requests of an operation go wrong, one after the other.
    pub fn fail(&self, operation: &'static str, faults: impl IntoIterator<Item = Fault>) {
        let faults = faults.into_iter().collect();
        *self.plan() = Trouble { operation, faults, ..Trouble::default() };
    }

    /// Lets all requests of an operation go wrong until [`heal`](Self::heal).
    pub fn fail_always(&self, operation: &'static str, fault: Fault) {
        *self.plan() = Trouble { operation, always: Some(fault), ..Trouble::default() };
    }

    /// Ends all trouble and says how many requests were in it.
    #[expect(clippy::must_use_candidate, reason = "mostly done for its effect")]
    pub fn heal(&self) -> usize {
        std::mem::take(&mut *self.plan()).seen
    }

    fn plan(&self) -> std::sync::MutexGuard<'_, Trouble> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn pass(
    request: Request<Incoming>,
    trouble: Arc<Mutex<Trouble>>,
    target: String,
    upstream: Upstream,
) -> io::Result<Response<Full<Bytes>>> {
    let (mut parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let operation = parts.headers.get("x-amz-target").and_then(|name| name.to_str().ok());
    let operation = operation.and_then(|name| name.rsplit('.').next()).unwrap_or_default();
    let fault = {
        let mut plan = trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if plan.operation == operation {
            plan.seen += 1;
            plan.faults.pop_front().or(plan.always)
        } else {
            None
        }
    };
    match fault {
        Some(Fault::Conflict) => return Ok(conflict(operation, &body)),
        Some(Fault::Throttled) => {
            let kind = "ProvisionedThroughputExceededException";
            return Ok(refusal(StatusCode::BAD_REQUEST, &error(kind)));
        }
        Some(Fault::Broken) => {
            let body = error("InternalServerError");
            return Ok(refusal(StatusCode::INTERNAL_SERVER_ERROR, &body));
        }
        Some(Fault::AnswerLost) | None => (),
    }
    parts.uri = format!("{target}{}", parts.uri.path()).parse().map_err(io::Error::other)?;
    let answer = upstream.request(Request::from_parts(parts, Full::new(body))).await;
    let (parts, body) = answer.map_err(io::Error::other)?.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    if fault == Some(Fault::AnswerLost) {
        return Err(io::Error::other("lost"));
    }
    Ok(Response::from_parts(parts, Full::new(body)))
}

fn error(kind: &str) -> serde_json::Value {
    json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "message": kind })
}

/// A collision as DynamoDB reports it: for a transaction among its reasons.
fn conflict(operation: &str, body: &[u8]) -> Response<Full<Bytes>> {
    if operation != "TransactWriteItems" {
        return refusal(StatusCode::BAD_REQUEST, &error("TransactionConflictException"));
    }
    let request: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let writes = request["TransactItems"].as_array().map_or(1, Vec::len);
    let mut reasons = vec![json!({ "Code": "None" }); writes];
    reasons[writes - 1] = json!({
        "Code": "TransactionConflict",
        "Message": "Transaction is ongoing for the item",
    });
    let mut body = error("TransactionCanceledException");
    body["CancellationReasons"] = json!(reasons);
    refusal(StatusCode::BAD_REQUEST, &body)
}

fn refusal(status: StatusCode, body: &serde_json::Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body.to_string()));
    *response.status_mut() = status;
    let json = http::HeaderValue::from_static("application/x-amz-json-1.0");
    response.headers_mut().insert(http::header::CONTENT_TYPE, json);
    response
}
