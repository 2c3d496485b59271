//! The history of a day: one item for each event, written once and never changed.
//!
//! Nothing in it says who it was, and it stays when the person's data is gone.
//! The key is made from what happened, so writing an event again changes
//! nothing.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{PutRequest, ReturnConsumedCapacity, WriteRequest};
use domain::{
    booking::Booking,
    ids::OfficeId,
    queue::{Event, EventKind, Queue, VisitId},
    time::Seconds,
};
use jiff::civil::Date;
use serde_dynamo::AttributeValue;

use crate::{
    Audited, Deed, Store, StoreError,
    items::{item, read},
    keys::{Item, Key, events, partition, text},
    requests::Reading,
    transact::{TRIES, pause},
};

/// As many writes as one request may have.
const BATCH: usize = 25;

/// How long an event is kept: a year to look back on, and a month to do it in.
const KEPT: Seconds = Seconds::hours(24 * 400);

/// The place of an event in the history of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventName {
    /// The queue's version that it made.
    Queue(u64),
    /// Which booking, and which of its revisions.
    Booking(VisitId, u32),
}

/// An event with its place in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Where.
    pub office: OfficeId,
    /// On which day.
    pub date: Date,
    /// Its place there.
    pub name: EventName,
    /// The event.
    pub event: Event,
}

/// An item of the stream that is not what its key says.
#[derive(Debug, thiserror::Error)]
#[error("a record of the stream cannot be read")]
pub struct UnreadableRecord(#[source] serde_dynamo::Error);

/// An item of the stream that has a history.
#[derive(Debug, Clone)]
pub enum Written {
    /// A queue, with its office and day.
    Queue(OfficeId, Date, Box<Queue>),
    /// A booking.
    Booking(Box<Booking>),
}

impl Written {
    /// Reads an item of the stream; `None` where it has no history.
    ///
    /// # Errors
    ///
    /// [`UnreadableRecord`].
    pub fn read(
        keys: &serde_dynamo::Item,
        image: serde_dynamo::Item,
    ) -> Result<Option<Self>, UnreadableRecord> {
        let key = |name: &str| match keys.get(name) {
            Some(AttributeValue::S(text)) => text.as_str(),
            _ => "",
        };
        let (pk, sk) = (key("PK"), key("SK"));
        let queue_of =
            || Some((pk.strip_prefix("O#")?.parse().ok()?, sk.strip_prefix("Q#")?.parse().ok()?));
        if let Some((office, date)) = queue_of() {
            let queue = serde_dynamo::from_item(image).map_err(UnreadableRecord)?;
            return Ok(Some(Self::Queue(office, date, queue)));
        }
        if pk.starts_with("V#") {
            let booking = serde_dynamo::from_item(image).map_err(UnreadableRecord)?;
            return Ok(Some(Self::Booking(booking)));
        }
        Ok(None)
    }

    /// What it tells of: its latest change.
    #[must_use]
    pub fn events(&self) -> Vec<Recorded> {
        match self {
            Self::Queue(office, date, queue) => of_queue(office, *date, queue),
            Self::Booking(booking) => of_booking(booking),
        }
    }
}

fn of_queue(office: &OfficeId, date: Date, queue: &Queue) -> Vec<Recorded> {
    let before = queue.version.saturating_sub(queue.events.len() as u64);
    let recorded = queue.events.iter().zip(before + 1..).map(|(event, version)| {
        let mut event = event.clone();
        // Who draws does not know the number yet: it is the place of the
        // ticket, which then is the last. What was drawn without a network has one.
        if event.kind == EventKind::Drawn && !event.outage {
            let last = queue.drawn.len().checked_sub(1);
            event.number = last.and_then(|place| queue.walk_in_number(place));
        }
        Recorded { office: office.clone(), date, name: EventName::Queue(version), event }
    });
    recorded.collect()
}

fn of_booking(booking: &Booking) -> Vec<Recorded> {
    let name = EventName::Booking(booking.visit, booking.revision);
    let recorded = booking.events().into_iter().map(|(date, event)| Recorded {
        office: booking.office.clone(),
        date,
        name,
        event,
    });
    recorded.collect()
}

/// Who was put forward stands in the audit log as well.
fn urgent(
    wish: &'static str,
    office: &OfficeId,
    date: Date,
    event: &Event,
) -> Option<Result<Item, StoreError>> {
    let (number, because) = event.number.zip(event.urgent)?;
    let deed = Deed::Urgent { date, number, because };
    let entry = Audited { at: event.at, by: Some(event.by), deed };
    Some(entry.item(wish, office, &format!("u{number}")))
}

impl Store {
    /// Writes events into the history; one that is there stays as it is, since
    /// the same place always has the same event.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; what was written stands.
    pub async fn write_history(&self, events: &[Recorded]) -> Result<(), StoreError> {
        const WISH: &str = "write the history";
        // A batch names no item twice; the stream may tell an event twice in one.
        let mut items = BTreeMap::new();
        for Recorded { office, date, name, event } in events {
            let (key, ttl) = (Key::Event(office, *date, *name), (event.at + KEPT).0);
            items.insert((key.pk(), key.sk()), item(WISH, key, event, Some(ttl))?);
            if let Some(entry) = urgent(WISH, office, *date, event).transpose()? {
                items.insert((key.pk(), format!("{}u", key.sk())), entry);
            }
        }
        let items: Vec<Item> = items.into_values().collect();
        for batch in items.chunks(BATCH) {
            self.put_all(WISH, batch).await?;
        }
        Ok(())
    }

    async fn put_all(&self, wish: &'static str, items: &[Item]) -> Result<(), StoreError> {
        let mut writes = Vec::with_capacity(items.len());
        for item in items {
            let put = PutRequest::builder().set_item(Some(item.clone())).build();
            let put = put.map_err(|error| StoreError::request(wish, error))?;
            writes.push(WriteRequest::builder().put_request(put).build());
        }
        for attempt in 0..TRIES {
            let done = self
                .client
                .batch_write_item()
                .request_items(&*self.table, writes)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| StoreError::request(wish, error))?;
            self.meter.write(done.consumed_capacity());
            let left = done.unprocessed_items.unwrap_or_default();
            writes = left.into_values().flatten().collect();
            if writes.is_empty() {
                return Ok(());
            }
            pause(attempt).await;
        }
        Err(StoreError::Contention { wish })
    }

    /// The history of a day, oldest event first.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn history(&self, office: &OfficeId, date: Date) -> Result<Vec<Event>, StoreError> {
        const WISH: &str = "read the history of a day";
        let values = [(":pk", text(partition(office))), (":events", text(events(date)))];
        let condition = "PK = :pk AND begins_with(SK, :events)";
        let found = self.query(WISH, condition, &values, Reading::Eventual).await?;
        let mut events: Vec<Event> =
            found.into_iter().map(|item| read(WISH, item)).collect::<Result<_, _>>()?;
        // The queue's own come in their order and stay in it.
        events.sort_by_key(|event| event.at);
        Ok(events)
    }
}
