//! What a function answered, as an HTTP response.

use std::collections::BTreeMap;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;

/// Why a function's answer is no HTTP response.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// Not the JSON of a response in payload format 2.0.
    #[error("the function did not answer in payload format 2.0")]
    Shape(#[from] serde_json::Error),
    /// The status code is out of range.
    #[error("the function answered with an impossible status")]
    Status(#[from] http::status::InvalidStatusCode),
    /// A header's name or value is not allowed in HTTP.
    #[error("the function answered with an impossible header")]
    Header,
    /// The body is said to be base64 and is not.
    #[error("the function's body is not base64")]
    Body(#[from] base64::DecodeError),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: u16,
    #[serde(default)]
    headers: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    multi_value_headers: Option<BTreeMap<String, Vec<Value>>>,
    #[serde(default)]
    cookies: Option<Vec<String>>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// Reads a function's answer in payload format 2.0.
///
/// # Errors
///
/// [`AnswerError`] when it is none; API Gateway answers 500 then.
pub fn response(answer: &str) -> Result<Response<Body>, AnswerError> {
    let answer: Answer = serde_json::from_str(answer)?;
    let body = answer.body.unwrap_or_default();
    let body = if answer.is_base64_encoded { STANDARD.decode(body)? } else { body.into_bytes() };
    let has_body = !body.is_empty();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(answer.status_code)?;

    let single = answer.headers.unwrap_or_default().into_iter();
    let multiple = answer.multi_value_headers.unwrap_or_default().into_iter();
    let multiple = multiple
        .flat_map(|(name, values)| values.into_iter().map(move |value| (name.clone(), value)));
    let cookies = answer.cookies.unwrap_or_default().into_iter();
    let cookies = cookies.map(|cookie| (header::SET_COOKIE.to_string(), Value::from(cookie)));
    for (name, value) in single.chain(multiple).chain(cookies) {
        let name = HeaderName::try_from(name).map_err(|_| AnswerError::Header)?;
        // The length is that of the decoded body; the server writes it itself.
        if name == header::CONTENT_LENGTH || name == header::TRANSFER_ENCODING {
            continue;
        }
        let value = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let value = HeaderValue::try_from(value).map_err(|_| AnswerError::Header)?;
        response.headers_mut().append(name, value);
    }
    if has_body && !response.headers().contains_key(header::CONTENT_TYPE) {
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn status_headers_cookies_and_bytes_arrive() {
        let answer = r#"{
            "statusCode": 201,
            "headers": { "content-type": "image/png", "content-length": "99", "x-count": 3 },
            "multiValueHeaders": { "vary": ["accept", "cookie"] },
            "cookies": ["a=1; HttpOnly", "b=2"],
            "body": "AP8=",
            "isBase64Encoded": true
        }"#;
        let response = response(answer).unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(response.headers()["x-count"], "3");
        assert_eq!(response.headers().get_all("vary").iter().count(), 2);
        assert_eq!(response.headers().get_all("set-cookie").iter().count(), 2);
        assert!(!response.headers().contains_key("content-length"));
        let body = axum::body::to_bytes(response.into_body(), 99).await.unwrap();
        assert_eq!(body[..], [0, 255]);
    }

    #[test]
    fn an_answer_of_another_shape_is_refused() {
        for answer in ["{}", "null", r#"{"errorType":"panic","errorMessage":"oh"}"#, "no json"] {
            assert!(matches!(response(answer), Err(AnswerError::Shape(_))), "{answer}");
        }
        let impossible = r#"{"statusCode":200,"headers":{"a":"b\nc"}}"#;
        assert!(matches!(response(impossible), Err(AnswerError::Header)));
        assert!(matches!(response(r#"{"statusCode":12}"#), Err(AnswerError::Status(_))));
    }
}
