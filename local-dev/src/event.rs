//! An HTTP request as the event that API Gateway makes of it.
//!
//! The event is the HTTP API's payload format 2.0, complete, because the
//! functions must not be able to tell the local city from the real one. What
//! API Gateway does and one would not expect:
//!
//! - `rawPath` and the path parameters are percent-decoded;
//! - cookies are taken out of the headers into a list of their own;
//! - repeated headers and query parameters are joined with commas;
//! - only text bodies travel as text. A form does not count as text.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Method, Uri, Version, header};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// Everything an event is made of.
#[derive(Debug)]
pub struct Call<'a> {
    /// The route's path template, such as `/offices/{office}/bookings`.
    pub route: &'a str,
    /// The template's parameters by name, as they stand in the path.
    pub parameters: Vec<(String, String)>,
    /// The method of the route: `GET` for a `HEAD` request.
    pub method: &'a Method,
    /// Path and query as they were sent.
    pub uri: &'a Uri,
    /// The headers as they were sent.
    pub headers: &'a HeaderMap,
    /// The protocol's version.
    pub version: Version,
    /// The whole body.
    pub body: &'a [u8],
    /// Where the request came from.
    pub source_ip: IpAddr,
    /// The city's time; the functions know no other.
    pub now: Timestamp,
    /// A new identifier for the logs.
    pub request_id: &'a str,
    /// What the authorizer has found out about the caller.
    pub authorizer: Option<&'a Map<String, Value>>,
}

/// Headers that belong to one connection and are not passed on.
const HOP_BY_HOP: [&str; 7] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Call<'_> {
    /// The event, ready to be sent to a function.
    #[must_use]
    pub fn event(&self) -> Value {
        let route_key = format!("{} {}", self.method, self.route);
        let path = decode(self.uri.path());
        let mut event = json!({
            "version": "2.0",
            "routeKey": route_key,
            "rawPath": path,
            "rawQueryString": self.uri.query().unwrap_or_default(),
            "headers": self.headers(),
            "requestContext": self.context(&route_key, &path),
            "isBase64Encoded": false,
        });
        let cookies = self.cookies();
        if !cookies.is_empty() {
            event["cookies"] = json!(cookies);
        }
        let query = self.query();
        if !query.is_empty() {
            event["queryStringParameters"] = Value::Object(query);
        }
        if !self.parameters.is_empty() {
            let parameters = self.parameters.iter();
            event["pathParameters"] = parameters
                .map(|(name, value)| (name.clone(), Value::from(decode(value))))
                .collect();
        }
        if !self.body.is_empty() {
            let text = self.text_body();
            event["isBase64Encoded"] = Value::Bool(text.is_none());
            event["body"] =
                text.map_or_else(|| STANDARD.encode(self.body), ToOwned::to_owned).into();
        }
        event
    }

    fn context(&self, route_key: &str, path: &str) -> Value {
        let host = self.header(header::HOST).unwrap_or_else(|| "localhost".to_owned());
        let domain = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
        let mut context = json!({
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": domain,
            "domainPrefix": domain.split('.').next().unwrap_or(domain),
            "http": {
                "method": self.method.as_str(),
                "path": path,
                "protocol": format!("{:?}", self.version),
                "sourceIp": self.source_ip.to_string(),
                "userAgent": self.header(header::USER_AGENT).unwrap_or_default(),
            },
            "requestId": self.request_id,
            "routeKey": route_key,
            "stage": "$default",
            "time": self.now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            "timeEpoch": self.now.as_millisecond(),
        });
        if let Some(fields) = self.authorizer {
            context["authorizer"] = json!({ "lambda": fields });
        }
        context
    }

    fn headers(&self) -> Map<String, Value> {
        let mut headers = Map::new();
        for name in self.headers.keys() {
            if name == header::COOKIE || HOP_BY_HOP.contains(&name.as_str()) {
                continue;
            }
            headers.extend(self.header(name).map(|value| (name.to_string(), value.into())));
        }
        headers.insert("content-length".to_owned(), self.body.len().to_string().into());
        headers.insert("x-forwarded-for".to_owned(), self.source_ip.to_string().into());
        headers.insert("x-forwarded-proto".to_owned(), "http".into());
        headers
    }

    /// All values of one header, joined with commas.
    fn header(&self, name: impl header::AsHeaderName) -> Option<String> {
        let values = self.headers.get_all(name).iter();
        let values: Vec<_> =
            values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
        (!values.is_empty()).then(|| values.join(","))
    }

    fn cookies(&self) -> Vec<String> {
        let values = self.headers.get_all(header::COOKIE).iter();
        let values = values.filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split("; ")).map(ToOwned::to_owned).collect()
    }

    fn query(&self) -> Map<String, Value> {
        let mut parameters = Map::new();
        let pairs = self.uri.query().unwrap_or_default().split('&');
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(&name.replace('+', " ")), decode(&value.replace('+', " ")));
            match parameters.get_mut(&name) {
                Some(Value::String(earlier)) => {
                    earlier.push(',');
                    earlier.push_str(&value);
                }
                _ => _ = parameters.insert(name, value.into()),
            }
        }
        parameters
    }

    fn text_body(&self) -> Option<&str> {
        let kind = self.header(header::CONTENT_TYPE)?;
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_text = kind.starts_with("text/")
            || kind.ends_with("+json")
            || kind.ends_with("+xml")
            || ["application/json", "application/javascript", "application/xml"]
                .contains(&kind.as_str());
        // API Gateway has no way to put bytes that are not UTF-8 into a string either.
        is_text.then(|| std::str::from_utf8(self.body).ok()).flatten()
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sent {
        uri: Uri,
        headers: HeaderMap,
        body: &'static [u8],
    }

    fn sent(uri: &str, headers: &[(&'static str, &str)], body: &'static [u8]) -> Sent {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        Sent { uri: uri.parse().unwrap(), headers: map, body }
    }

    impl Sent {
        fn event(
            &self,
            parameters: &[(&str, &str)],
            authorizer: Option<&Map<String, Value>>,
        ) -> Value {
            let parameters = parameters.iter();
            Call {
                route: "/offices/{office}/bookings",
                parameters: parameters.map(|(n, v)| ((*n).into(), (*v).into())).collect(),
                method: &Method::POST,
                uri: &self.uri,
                headers: &self.headers,
                version: Version::HTTP_11,
                body: self.body,
                source_ip: [127, 0, 0, 1].into(),
                now: "2026-12-01T07:08:09.5Z".parse().unwrap(),
                request_id: "01J",
                authorizer,
            }
            .event()
        }
    }

    #[test]
    fn a_booking_becomes_a_whole_event() {
        let headers = [
            ("host", "127.0.0.1:8484"),
            ("content-type", "application/json"),
            ("user-agent", "browser"),
            ("x-thing", "a"),
            ("x-thing", "b"),
            ("connection", "keep-alive"),
        ];
        let event =
            sent("/offices/mitte/bookings?a=1&a=2&b=x%20y+z&c", &headers, br#"{"a":"\u00e4"}"#)
                .event(&[("office", "mitte")], None);
        assert_eq!(
            event,
            json!({
                "version": "2.0",
                "routeKey": "POST /offices/{office}/bookings",
                "rawPath": "/offices/mitte/bookings",
                "rawQueryString": "a=1&a=2&b=x%20y+z&c",
                "headers": {
                    "host": "127.0.0.1:8484",
                    "content-type": "application/json",
                    "content-length": "14",
                    "user-agent": "browser",
                    "x-thing": "a,b",
                    "x-forwarded-for": "127.0.0.1",
                    "x-forwarded-proto": "http",
                },
                "queryStringParameters": { "a": "1,2", "b": "x y z", "c": "" },
                "pathParameters": { "office": "mitte" },
                "requestContext": {
                    "accountId": "000000000000",
                    "apiId": "local",
                    "domainName": "127.0.0.1",
                    "domainPrefix": "127",
                    "http": {
                        "method": "POST",
                        "path": "/offices/mitte/bookings",
                        "protocol": "HTTP/1.1",
                        "sourceIp": "127.0.0.1",
                        "userAgent": "browser",
                    },
                    "requestId": "01J",
                    "routeKey": "POST /offices/{office}/bookings",
                    "stage": "$default",
                    "time": "01/Dec/2026:07:08:09 +0000",
                    "timeEpoch": 1_796_108_889_500_i64,
                },
                "body": "{\"a\":\"\\u00e4\"}",
                "isBase64Encoded": false,
            })
        );
    }

    #[test]
    fn path_and_parameters_are_decoded() {
        let event = sent("/offices/m%C3%BCnster/bookings", &[], b"")
            .event(&[("office", "m%C3%BCnster")], None);
        assert_eq!(event["rawPath"], "/offices/münster/bookings");
        assert_eq!(event["pathParameters"]["office"], "münster");
        assert_eq!(event["requestContext"]["http"]["path"], "/offices/münster/bookings");
    }

    #[test]
    fn a_request_without_body_query_and_cookies_has_none() {
        let event = sent("/offices", &[], b"").event(&[], None);
        for absent in ["body", "queryStringParameters", "pathParameters", "cookies"] {
            assert_eq!(event.get(absent), None, "{absent}");
        }
    }

    #[test]
    fn cookies_leave_the_headers() {
        let event = sent("/", &[("cookie", "a=1; b=2"), ("cookie", "c=3")], b"").event(&[], None);
        assert_eq!(event["cookies"], json!(["a=1", "b=2", "c=3"]));
        assert_eq!(event["headers"].get("cookie"), None);
    }

    #[test]
    fn text_is_plain_and_all_else_base64() {
        let as_is = |kind: &str, body: &'static [u8]| {
            sent("/", &[("content-type", kind)], body).event(&[], None)["isBase64Encoded"] == false
        };
        for kind in ["text/plain", "application/json; charset=utf-8", "application/problem+json"] {
            assert!(as_is(kind, b"{}"), "{kind}");
        }
        for kind in ["application/x-www-form-urlencoded", "multipart/form-data", "image/png"] {
            assert!(!as_is(kind, b"a=b"), "{kind}");
        }
        assert!(!as_is("text/plain", &[0xff]));
        let event = sent("/", &[], b"a=b").event(&[], None);
        assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!("YT1i"), &json!(true)));
    }

    #[test]
    fn credentials_reach_the_function_as_the_authorizer_puts_them() {
        let fields = json!({ "role": "clerk", "office": "mitte" }).as_object().cloned().unwrap();
        let event = sent("/", &[], b"").event(&[], Some(&fields));
        assert_eq!(event["requestContext"]["authorizer"]["lambda"]["role"], "clerk");
    }
}
