//! What the log says, and about whom it is silent.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use lambda_runtime::tracing::subscriber;
use mail::{Delivery, Kind, SendError};
use serde_json::json;

use crate::{
    deliver::{Letterbox, Visits, batch, record},
    fixture::{december, pending},
};

/// Keeps the log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_log_line_says_who_or_opens_anything() {
    let log = Log::default();
    let writer = log.clone();
    let lines = subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(lines);

    let mut booking = december();
    booking.name = "Erika Mustermann".parse().ok();
    let mut visits = Visits::with(pending(booking, Kind::Confirmed));
    visits.write("secret-b", pending(december(), Kind::Confirmed));
    visits.write("secret-c", pending(december(), Kind::Confirmed));
    visits.unreadable = Some("secret-x");
    *visits.noting_fails.get_mut().unwrap() = 1;
    let busy = SendError::Later { code: "TooManyRequestsException".to_owned() };
    let post = Letterbox::that_first_says(busy);
    let records = [
        record("1", "secret-b"),
        record("2", "secret-x"),
        json!({ "dynamodb": { "SequenceNumber": "3", "Keys": { "PK": { "S": "V#secret-y" } } } }),
        record("4", "a"),
        record("5", "secret-c"),
    ];
    Delivery::new(&visits, &post, None).deliver(&batch(&records)).await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for told in ["TooManyRequestsException", "throttled", "cannot be read", "unreadable record"] {
        assert!(log.contains(told), "{told} is missing in {log}");
    }
    for private in ["erika", "Erika", "example.org", "secret-", "Termin"] {
        assert!(!log.contains(private), "{private} is in {log}");
    }
}
