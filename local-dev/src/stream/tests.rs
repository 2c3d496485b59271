use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use dynoxide::AttributeValue;
use dynoxide::actions::put_item::PutItemRequest;
use jiff::tz::TimeZone;

use super::*;
use crate::database::Database;

const PATIENCE: Duration = Duration::from_secs(30);
const QUICK: Delivery = Delivery {
    batch: 4,
    attempts: 3,
    first_pause: Duration::from_millis(1),
    longest_pause: Duration::from_millis(2),
    poll: Duration::from_millis(20),
};

/// A table, and a mail function that remembers what it was given.
struct Desk {
    database: Database,
    seen: Arc<Mutex<Vec<String>>>,
    temp: tempfile::TempDir,
}

impl Desk {
    async fn open() -> Self {
        let database = Database::open(None).await.unwrap();
        database.create_table("visits").unwrap();
        Self { database, seen: Arc::default(), temp: tempfile::tempdir().unwrap() }
    }

    fn write(&self, key: &str, state: &str) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let mail = HashMap::from([("state".to_owned(), text(state))]);
        let item = HashMap::from([
            ("PK".to_owned(), text(key)),
            ("SK".to_owned(), text("A")),
            ("mail".to_owned(), AttributeValue::M(mail)),
        ]);
        let put = PutItemRequest { table_name: "visits".into(), item, ..Default::default() };
        self.database.engine().put_item(put).unwrap();
    }

    /// Follows the stream; `fails` says which item fails at which delivery.
    fn follow(&self, fails: impl Fn(&str) -> bool + Send + Sync + 'static) -> Pump {
        let (seen, fails) = (Arc::clone(&self.seen), Arc::new(fails));
        self.follow_with(Consumer::in_process(move |event: Event| {
            let (seen, fails) = (Arc::clone(&seen), Arc::clone(&fails));
            async move {
                let mut answer = DynamoDbEventResponse::default();
                for record in event.records {
                    let key = serde_json::to_value(&record.change.keys["PK"]).unwrap();
                    let key = key["S"].as_str().unwrap().to_owned();
                    if fails(&key) {
                        let mut failure = DynamoDbBatchItemFailure::default();
                        failure.item_identifier = record.change.sequence_number;
                        answer.batch_item_failures.push(failure);
                    } else {
                        seen.lock().unwrap().push(key);
                    }
                }
                Ok::<_, String>(answer)
            }
        }))
    }

    fn follow_with(&self, consumer: Consumer) -> Pump {
        let clock = Clock::open(None, TimeZone::UTC).unwrap();
        clock.set("2030-01-01T00:00:00Z".parse().unwrap()).unwrap();
        let pattern = r#"{"dynamodb":{"NewImage":{"mail":{"M":{"state":{"S":["pending"]}}}}}}"#;
        let source = Source {
            stream: self.database.stream("visits"),
            filter: Filter::pattern(pattern).unwrap(),
            consumer,
            clock,
            file: Some(self.temp.path().join("stream.json")),
        };
        Pump::start(source, QUICK).unwrap()
    }

    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

#[tokio::test]
async fn pending_mails_are_delivered_in_order_and_others_not_at_all() {
    let desk = Desk::open().await;
    let pump = desk.follow(|_| false);
    for number in 0..12 {
        desk.write(&format!("{number:02}"), if number % 3 == 0 { "sent" } else { "pending" });
    }
    pump.drained(PATIENCE).await.unwrap();
    assert_eq!(desk.seen(), ["01", "02", "04", "05", "07", "08", "10", "11"]);
}

#[tokio::test]
async fn a_failed_item_is_delivered_again_and_none_is_lost() {
    let desk = Desk::open().await;
    for key in ["a", "b", "c", "d", "e"] {
        desk.write(key, "pending");
    }
    let failures = AtomicU32::new(2);
    let pump = desk.follow(move |key| {
        key == "b"
            && failures
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1))
                .is_ok()
    });
    pump.drained(PATIENCE).await.unwrap();
    // At least once: the neighbours behind the failed one come again with it.
    assert_eq!(desk.seen(), ["a", "c", "d", "c", "d", "e", "b", "c", "d", "e"]);
    assert_eq!(pump.dead_letters(), []);
}

#[tokio::test]
async fn poison_is_set_aside_with_its_keys_only_and_its_neighbours_go_on() {
    let desk = Desk::open().await;
    for key in ["a", "poison", "b"] {
        desk.write(key, "pending");
    }
    let pump = desk.follow(|key| key == "poison");
    pump.drained(PATIENCE).await.unwrap();
    assert!(desk.seen().contains(&"b".to_owned()));
    let dead = pump.dead_letters();
    let keys = json!({ "PK": { "S": "poison" }, "SK": { "S": "A" } });
    assert_eq!((dead.len(), &dead[0].keys, dead[0].attempts), (1, &keys, 3));
}

#[tokio::test]
async fn a_batch_that_fails_as_a_whole_is_halved_until_the_poison_is_found() {
    let desk = Desk::open().await;
    for key in ["a", "b", "poison", "c"] {
        desk.write(key, "pending");
    }
    let seen = Arc::clone(&desk.seen);
    let pump = desk.follow_with(Consumer::in_process(move |event: Event| {
        let text = serde_json::to_string(&event).unwrap();
        let poisoned = text.contains("poison");
        if !poisoned {
            seen.lock().unwrap().push(event.records.len().to_string());
        }
        async move {
            assert!(text.contains("18934"), "dated by the city's clock");
            if poisoned { Err("poison") } else { Ok(DynamoDbEventResponse::default()) }
        }
    }));
    pump.drained(PATIENCE).await.unwrap();
    assert_eq!(desk.seen(), ["2", "1"]);
    assert_eq!(pump.dead_letters().len(), 1);
}

#[tokio::test]
async fn a_new_pump_goes_on_where_the_old_one_stopped() {
    let desk = Desk::open().await;
    desk.write("a", "pending");
    let pump = desk.follow(|_| false);
    pump.drained(PATIENCE).await.unwrap();
    drop(pump);
    desk.write("b", "pending");
    assert_eq!(desk.seen(), ["a"]);
    desk.follow(|_| false).drained(PATIENCE).await.unwrap();
    assert_eq!(desk.seen(), ["b"]);
}

#[tokio::test]
async fn while_the_function_cannot_be_reached_everything_waits() {
    let desk = Desk::open().await;
    desk.write("a", "pending");
    let nowhere = crate::backend::CargoLambda::at("http://127.0.0.1:1");
    let pump = desk.follow_with(Consumer::CargoLambda { lambda: nowhere, name: "mail" });
    pump.drained(Duration::from_millis(100)).await.unwrap_err();
    assert_eq!(pump.dead_letters(), []);
    drop(pump);
    desk.follow(|_| false).drained(PATIENCE).await.unwrap();
    assert_eq!(desk.seen(), ["a"]);
}
