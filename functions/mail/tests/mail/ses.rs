//! The mail service's side of the wire, spoken by a listener on this machine.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    thread::{self, JoinHandle},
};

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_sdk_sesv2::config::{Credentials, SharedCredentialsProvider};
use mail::{Kind, Post, SendError, Ses};
use serde_json::Value;

use crate::fixture::{compose, december};

/// Answers one request with this status and body, and returns its path and body.
fn answer(status: &'static str, body: &'static str) -> (SdkConfig, JoinHandle<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if line.trim().is_empty() {
                break;
            }
            lines.push(line.to_ascii_lowercase());
        }
        let length = lines.iter().find_map(|line| line.strip_prefix("content-length:"));
        let mut bytes = vec![0; length.unwrap().trim().parse().unwrap()];
        reader.read_exact(&mut bytes).unwrap();
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n{body}"
        )
        .unwrap();
        (lines.remove(0), serde_json::from_slice(&bytes).unwrap())
    });
    let credentials = Credentials::new("id", "key", None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .endpoint_url(endpoint)
        .retry_config(RetryConfig::disabled())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build();
    (config, served)
}

#[tokio::test]
async fn a_mail_is_handed_over_raw_with_its_tags() {
    let (config, served) = answer("200 OK", r#"{"MessageId":"0107-abc"}"#);
    let ses = Ses::new(&config, Some("bounces".to_owned()));
    let mail = compose(&december(), Kind::Confirmed);
    assert_eq!(ses.send(&mail).await, Ok("0107-abc".to_owned()));
    let (line, body) = served.join().unwrap();
    assert!(line.starts_with("post /v2/email/outbound-emails "), "{line}");
    assert_eq!(body["ConfigurationSetName"], "bounces");
    assert_eq!(body["Destination"]["ToAddresses"][0], "erika@example.org");
    assert_eq!(body["EmailTags"][2]["Name"], "number");
    assert_eq!(body["EmailTags"][2]["Value"], "612");
    assert!(body["Content"]["Raw"]["Data"].as_str().unwrap().len() > mail.mime.len());
}

#[tokio::test]
async fn only_what_is_wrong_with_the_mail_itself_is_final() {
    let refused = |code: &str| SendError::Refused { code: code.to_owned() };
    let later = |code: &str| SendError::Later { code: code.to_owned() };
    let cases = [
        (
            "400 Bad Request",
            r#"{"__type":"MessageRejected","message":"erika@example.org is not verified"}"#,
            refused("MessageRejected"),
        ),
        ("400 Bad Request", r#"{"__type":"BadRequestException"}"#, refused("BadRequestException")),
        (
            "429 Too Many Requests",
            r#"{"__type":"TooManyRequestsException"}"#,
            later("TooManyRequestsException"),
        ),
        (
            "400 Bad Request",
            r#"{"__type":"SendingPausedException"}"#,
            later("SendingPausedException"),
        ),
        ("404 Not Found", r#"{"__type":"NotFoundException"}"#, later("NotFoundException")),
        ("500 Internal Server Error", "{}", later("unknown")),
    ];
    for (status, body, expected) in cases {
        let (config, served) = answer(status, body);
        let mail = compose(&december(), Kind::Confirmed);
        let error = Ses::new(&config, None).send(&mail).await.unwrap_err();
        served.join().unwrap();
        assert_eq!(error, expected);
        assert!(!format!("{error} {error:?}").contains("erika"), "an address in a log line");
    }
}
