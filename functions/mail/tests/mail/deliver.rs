//! What happens when something fails, comes twice or in the wrong order.
//!
//! The outbox here keeps the store's promises in memory; what it is asked and
//! what the post gets is written down.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Mutex,
};

use domain::booking::BookingState;
use mail::{Batch, Delivery, Kind, Mail, Outbox, OutboxError, Pending, Post, SendError, Sent};
use serde_json::{Value, json};

use crate::fixture::{Received, cancelled, december, moment, pending};

/// The visits for which a mail is due, and how often noting fails.
#[derive(Default)]
pub(crate) struct Visits {
    due: Mutex<BTreeMap<String, Pending>>,
    noted: Mutex<Vec<(String, u32, String)>>,
    pub(crate) noting_fails: Mutex<u32>,
    pub(crate) unreadable: Option<&'static str>,
}

impl Visits {
    pub(crate) fn with(pending: Pending) -> Self {
        let visits = Self::default();
        visits.write("a", pending);
        visits
    }

    /// Books, moves or cancels.
    pub(crate) fn write(&self, secret: &str, pending: Pending) {
        let pending = Pending { secret: secret.to_owned(), ..pending };
        self.due.lock().unwrap().insert(secret.to_owned(), pending);
    }

    fn is_due(&self, secret: &str) -> bool {
        self.due.lock().unwrap().contains_key(secret)
    }
}

impl Outbox for &Visits {
    async fn pending(&self, secret: &str) -> Result<Option<Pending>, OutboxError> {
        if self.unreadable == Some(secret) {
            return Err(OutboxError::Unreadable {
                source: "erika@example.org is no number".into(),
            });
        }
        Ok(self.due.lock().unwrap().get(secret).cloned())
    }

    async fn sent(&self, sent: Sent<'_>) -> Result<(), OutboxError> {
        let mut fails = self.noting_fails.lock().unwrap();
        if *fails > 0 {
            *fails -= 1;
            return Err(OutboxError::Unavailable { source: "throttled".into() });
        }
        let mut due = self.due.lock().unwrap();
        if due.get(sent.secret).is_some_and(|p| p.revision == sent.revision) {
            due.remove(sent.secret);
        }
        let (secret, id) = (sent.secret.to_owned(), sent.message_id.to_owned());
        self.noted.lock().unwrap().push((secret, sent.revision, id));
        Ok(())
    }
}

/// Takes every mail, unless an answer was prepared.
#[derive(Default)]
pub(crate) struct Letterbox {
    mails: Mutex<Vec<Mail>>,
    answers: Mutex<VecDeque<SendError>>,
}

impl Letterbox {
    pub(crate) fn that_first_says(error: SendError) -> Self {
        Self { answers: Mutex::new([error].into()), ..Self::default() }
    }

    fn count(&self) -> usize {
        self.mails.lock().unwrap().len()
    }

    /// Message-ID, UID and subject of every mail.
    fn seen(&self) -> Vec<(String, String, String)> {
        let seen = |mail: &Mail| {
            let received = Received::of(&mail.mime);
            let entry = received.parts("text", "calendar").remove(0).1;
            let uid = entry.lines().find(|line| line.starts_with("UID:")).unwrap().to_owned();
            let message = &received.0;
            let id = message.message_id().unwrap().to_owned();
            (id, uid, message.subject().unwrap().to_owned())
        };
        self.mails.lock().unwrap().iter().map(seen).collect()
    }
}

impl Post for &Letterbox {
    async fn send(&self, mail: &Mail) -> Result<String, SendError> {
        if let Some(error) = self.answers.lock().unwrap().pop_front() {
            return Err(error);
        }
        let mut mails = self.mails.lock().unwrap();
        mails.push(mail.clone());
        Ok(format!("ses-{}", mails.len()))
    }
}

/// A record of the stream as the event source sends it.
pub(crate) fn record(sequence: &str, secret: &str) -> Value {
    let keys = json!({ "PK": { "S": format!("V#{secret}") }, "SK": { "S": "V" } });
    let mut image = keys.clone();
    image["mail"] = json!({ "M": { "state": { "S": "pending" } } });
    json!({
        "eventID": "c4ca4238a0b923820dcc509a6f75849b",
        "eventName": "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-central-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_795_165_200.0,
            "Keys": keys,
            "NewImage": image,
            "SequenceNumber": sequence,
            "SizeBytes": 333,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN": "arn:aws:dynamodb:eu-central-1:123456789012:table/city/stream/1",
    })
}

pub(crate) fn batch(records: &[Value]) -> Batch {
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

fn delivery<'a>(visits: &'a Visits, post: &'a Letterbox) -> Delivery<&'a Visits, &'a Letterbox> {
    Delivery::new(visits, post, None)
}

/// Delivers and names the records to be delivered again.
async fn deliver<'a>(
    delivery: &Delivery<&'a Visits, &'a Letterbox>,
    records: &[Value],
) -> Vec<String> {
    let response = delivery.deliver(&batch(records)).await;
    let again = |failure: aws_lambda_events::streams::DynamoDbBatchItemFailure| {
        failure.item_identifier.unwrap_or_default()
    };
    response.batch_item_failures.into_iter().map(again).collect()
}

fn throttled() -> SendError {
    SendError::Later { code: "TooManyRequestsException".to_owned() }
}

#[tokio::test]
async fn a_booking_brings_one_mail_and_is_noted() {
    let (visits, post) = (Visits::with(pending(december(), Kind::Confirmed)), Letterbox::default());
    assert!(deliver(&delivery(&visits, &post), &[record("1", "a")]).await.is_empty());
    assert_eq!(post.count(), 1);
    assert_eq!(*visits.noted.lock().unwrap(), [("a".to_owned(), 0, "ses-1".to_owned())]);
    let tags = post.mails.lock().unwrap()[0].tags.clone();
    let tags = tags.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(
        tags,
        [("office", "mitte"), ("date", "2026-12-01"), ("number", "612"), ("revision", "0")]
    );
}

#[tokio::test]
async fn a_throttled_mail_is_tried_again_and_the_others_go_on() {
    let visits = Visits::with(pending(december(), Kind::Confirmed));
    visits.write("b", pending(december(), Kind::Confirmed));
    let post = Letterbox::that_first_says(throttled());
    let delivery = delivery(&visits, &post);
    let records = [record("1", "a"), record("2", "b")];
    assert_eq!(deliver(&delivery, &records).await, ["1"]);
    assert_eq!(post.count(), 1);
    assert!(deliver(&delivery, &records).await.is_empty());
    assert_eq!(post.count(), 2);
}

#[tokio::test]
async fn a_crash_between_accepting_and_noting_costs_one_recognisable_copy() {
    let (visits, post) = (Visits::with(pending(december(), Kind::Confirmed)), Letterbox::default());
    *visits.noting_fails.lock().unwrap() = 1;
    assert_eq!(deliver(&delivery(&visits, &post), &[record("1", "a")]).await, ["1"]);
    // Another process takes over and knows nothing of the first.
    assert!(deliver(&delivery(&visits, &post), &[record("1", "a")]).await.is_empty());
    let seen = post.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn while_noting_fails_the_same_process_sends_no_copy() {
    let (visits, post) = (Visits::with(pending(december(), Kind::Confirmed)), Letterbox::default());
    *visits.noting_fails.lock().unwrap() = 3;
    let delivery = delivery(&visits, &post);
    for _ in 0..3 {
        assert_eq!(deliver(&delivery, &[record("1", "a")]).await, ["1"]);
    }
    assert!(deliver(&delivery, &[record("1", "a")]).await.is_empty());
    assert_eq!(post.count(), 1);
    assert_eq!(*visits.noted.lock().unwrap(), [("a".to_owned(), 0, "ses-1".to_owned())]);
}

#[tokio::test]
async fn a_stream_replayed_or_reversed_brings_no_second_mail() {
    let mut moved = december();
    moved.revision = 1;
    let visits = Visits::with(pending(moved, Kind::Moved { new_number: true }));
    let post = Letterbox::default();
    let delivery = delivery(&visits, &post);
    let (booked, moved) = (record("1", "a"), record("2", "a"));
    assert!(deliver(&delivery, &[moved.clone(), booked.clone()]).await.is_empty());
    assert!(deliver(&delivery, &[booked, moved]).await.is_empty());
    let seen = post.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].2, "Ihr Termin wurde geändert: Bürgerbüro Mitte");
}

#[tokio::test]
async fn what_changes_while_a_mail_is_on_its_way_is_told_by_the_next() {
    let visits = Visits::with(pending(december(), Kind::Confirmed));
    let post = Letterbox::default();
    *visits.noting_fails.lock().unwrap() = 1;
    let delivery = delivery(&visits, &post);
    assert_eq!(deliver(&delivery, &[record("1", "a")]).await, ["1"]);
    visits.write("a", pending(cancelled(), Kind::Cancelled));
    assert!(deliver(&delivery, &[record("1", "a"), record("2", "a")]).await.is_empty());
    let subjects: Vec<_> = post.seen().into_iter().map(|(_, _, subject)| subject).collect();
    assert_eq!(
        subjects,
        ["Ihr Termin: Bürgerbüro Mitte", "Ihr Termin wurde abgesagt: Bürgerbüro Mitte"]
    );
    assert!(!visits.is_due("a"));
}

#[tokio::test]
async fn poison_is_set_aside_and_its_neighbours_are_delivered() {
    let mut visits = Visits::with(pending(december(), Kind::Confirmed));
    visits.write("b", pending(december(), Kind::Confirmed));
    visits.unreadable = Some("x");
    let post = Letterbox::default();
    let records = [
        record("1", "a"),
        json!("no record at all"),
        json!({ "dynamodb": { "SequenceNumber": "3", "Keys": { "PK": { "S": 7 } } } }),
        record("4", "x"),
        record("5", ""),
        record("6", "b"),
    ];
    assert!(deliver(&delivery(&visits, &post), &records).await.is_empty());
    assert_eq!(post.count(), 2);
}

#[tokio::test]
async fn a_refused_mail_is_set_aside_and_stays_due() {
    let visits = Visits::with(pending(december(), Kind::Confirmed));
    visits.write("b", pending(december(), Kind::Confirmed));
    let refused = SendError::Refused { code: "MessageRejected".to_owned() };
    let post = Letterbox::that_first_says(refused);
    let records = [record("1", "a"), record("2", "b")];
    assert!(deliver(&delivery(&visits, &post), &records).await.is_empty());
    assert_eq!(post.count(), 1);
    assert!(visits.is_due("a") && !visits.is_due("b"));
}

#[tokio::test]
async fn cancelled_before_the_first_mail_brings_one_cancellation() {
    // Whatever the outbox still calls it: the booking itself says it is cancelled.
    for kind in [Kind::Confirmed, Kind::Cancelled] {
        let (visits, post) = (Visits::with(pending(cancelled(), kind)), Letterbox::default());
        let delivery = delivery(&visits, &post);
        assert!(deliver(&delivery, &[record("1", "a"), record("2", "a")]).await.is_empty());
        let seen = post.seen();
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].2, "Ihr Termin wurde abgesagt: Bürgerbüro Mitte");
    }
}

#[tokio::test]
async fn a_booking_without_an_address_brings_nothing() {
    let mut booking = december();
    booking.email = None;
    let (visits, post) = (Visits::with(pending(booking, Kind::Confirmed)), Letterbox::default());
    assert!(deliver(&delivery(&visits, &post), &[record("1", "a")]).await.is_empty());
    assert_eq!(post.count(), 0);
}

#[tokio::test]
async fn what_is_no_visit_or_was_removed_is_passed_over() {
    let (visits, post) = (Visits::with(pending(december(), Kind::Confirmed)), Letterbox::default());
    let mut queue = record("1", "a");
    queue["dynamodb"]["Keys"]["PK"]["S"] = json!("O#mitte");
    let mut removed = record("2", "a");
    removed["dynamodb"]["NewImage"] = Value::Null;
    let mut noted = record("3", "a");
    noted["dynamodb"]["NewImage"]["mail"]["M"]["state"]["S"] = json!("sent");
    assert!(deliver(&delivery(&visits, &post), &[queue, removed, noted]).await.is_empty());
    assert_eq!(post.count(), 0);
}

#[tokio::test]
async fn a_check_in_before_the_mail_does_not_bring_it_twice() {
    let mut booking = december();
    booking.state = BookingState::CheckedIn;
    booking.revision = 1;
    let visits = Visits::with(Pending { revision: 0, ..pending(booking, Kind::Confirmed) });
    let post = Letterbox::default();
    let delivery = delivery(&visits, &post);
    assert!(deliver(&delivery, &[record("1", "a"), record("2", "a")]).await.is_empty());
    assert_eq!(post.count(), 1);
    assert!(!visits.is_due("a"));
}

#[tokio::test]
async fn a_forgotten_booking_brings_nothing() {
    let (visits, post) = (Visits::with(pending(december(), Kind::Confirmed)), Letterbox::default());
    let mut late = record("1", "a");
    late["dynamodb"]["ApproximateCreationDateTime"] = json!(moment("2026-12-02T16:00:00+01:00").0);
    assert!(deliver(&delivery(&visits, &post), &[late]).await.is_empty());
    assert_eq!(post.count(), 0);
}
