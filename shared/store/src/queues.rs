//! The queue in the table: joining it, and changing it by compare-and-swap.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    primitives::Blob,
    types::{
        AttributeValue, ReturnConsumedCapacity, ReturnValue, ReturnValuesOnConditionCheckFailure,
        TransactWriteItem,
    },
};
use domain::{
    booking::Booking,
    ids::OfficeId,
    office::{Band, Items, Office},
    queue::{
        Actor, Answer, Appointment, Entry, Event, EventKind, Expected, Outcome, Queue, Refusal,
        Stage,
    },
    time::Moment,
};
use jiff::civil::Date;

use crate::{
    BookingSecret, Configured, Store, StoreError, TicketName,
    expression::{Expression, undisturbed},
    items::{TTL, item, read, value},
    keys::{Item, Key, number},
    requests::Reading,
    transact::{self, Transacted, pause},
    visits::booking,
};

/// How often a change of the queue is tried. Every try that fails is a success
/// of somebody else, so this is also how many others may be faster.
const TRIES: u32 = 128;

/// After so many tries without a break they wait a moment in between.
const PATIENT_FROM: u32 = 2;

/// A ticket is drawn once, and only while numbers are given out, also for this;
/// the condition, and the names in it.
fn may_draw(items: &Items) -> (String, Vec<(String, String)>) {
    const MAY_DRAW: &str = "attribute_exists(PK) AND NOT contains(i, :id) \
        AND attribute_not_exists(d.s) AND attribute_not_exists(d.i)";
    let (undisturbed, names) = undisturbed(items, "d.g", ":now");
    (format!("{MAY_DRAW} AND {undisturbed}"), names)
}

/// What became of a wish to draw a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum TicketOutcome {
    /// It is drawn, by this or by an earlier try of the same command; the
    /// queue as it stands.
    Drawn(Box<Queue>),
    /// The key was used for another ticket.
    KeyReused,
    /// No numbers are given out at present; the queue says why.
    Stopped(Box<Queue>),
}

/// What became of a check-in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum CheckInOutcome {
    /// The person is in the queue.
    In(Box<Queue>),
    /// The booking was changed since it was read; this is how it stands.
    Overtaken(Option<Box<Booking>>),
}

impl Store {
    /// The queue of a day; a new one if nothing has happened yet. `consistent`
    /// costs twice the read units and sees every write that was answered.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn queue(
        &self,
        office: &OfficeId,
        walk_ins: Band,
        date: Date,
        consistent: bool,
    ) -> Result<Queue, StoreError> {
        const WISH: &str = "read the queue";
        let reading = if consistent { Reading::Consistent } else { Reading::Eventual };
        let found = self.get(WISH, Key::Queue(office, date), reading).await?;
        match found {
            Some(item) => read(WISH, item),
            None => Ok(Queue::new(walk_ins)),
        }
    }

    /// The queue of a day with everybody who is booked for it, as it was
    /// within the last second: what a wait follows from.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn hall(
        &self,
        office: &Office,
        date: Date,
    ) -> Result<(Queue, Vec<Expected>), StoreError> {
        tokio::try_join!(
            self.queue(&office.id, office.numbers.walk_in, date, false),
            self.expected(office, date),
        )
    }

    /// Draws a ticket: one update that appends it, whoever else draws.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn draw(
        &self,
        office: &Configured,
        ticket: &TicketName,
        items: &Items,
        language: Option<String>,
        (by, now): (Actor, Moment),
    ) -> Result<TicketOutcome, StoreError> {
        const WISH: &str = "draw a ticket";
        let key = Key::Queue(&ticket.office, ticket.date);
        let entry = arrival(None, items, language, now);
        let event = Event::new(EventKind::Drawn, now, by).for_items(items);
        let drawn = AttributeValue::B(Blob::new(ticket.id.bytes()));
        let (condition, names) = may_draw(items);
        let names = names.into_iter().chain([("#id".to_owned(), ticket.id.to_string())]);
        let names: HashMap<String, String> = names.collect();
        for _ in 0..TRIES {
            let update = self
                .client
                .update_item()
                .table_name(&*self.table)
                .set_key(Some(key.item()))
                .update_expression(
                    "SET q.#id = :entry, i = list_append(i, :ids), v = v + :one, l = :events",
                )
                .condition_expression(&condition)
                .set_expression_attribute_names(Some(names.clone()))
                .expression_attribute_values(":now", number(now.0))
                .expression_attribute_values(":entry", value(WISH, &entry)?)
                .expression_attribute_values(":ids", AttributeValue::L(vec![drawn.clone()]))
                .expression_attribute_values(":id", drawn.clone())
                .expression_attribute_values(":one", number(1))
                .expression_attribute_values(":events", value(WISH, &[&event])?)
                .return_values(ReturnValue::AllNew)
                .return_values_on_condition_check_failure(
                    ReturnValuesOnConditionCheckFailure::AllOld,
                )
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            match self.update(WISH, update).await? {
                Updated::Done(Some(item)) => {
                    return Ok(TicketOutcome::Drawn(Box::new(read(WISH, item)?)));
                }
                Updated::Refused(Some(item)) => {
                    let queue: Queue = read(WISH, item)?;
                    if !queue.drawn.contains(&ticket.id) {
                        return Ok(TicketOutcome::Stopped(Box::new(queue)));
                    }
                    let other = queue
                        .entries
                        .get(&ticket.id)
                        .is_some_and(|entry| entry.changed == 0 && entry.items != *items);
                    return Ok(if other {
                        TicketOutcome::KeyReused
                    } else {
                        TicketOutcome::Drawn(Box::new(queue))
                    });
                }
                Updated::Refused(None) | Updated::Done(None) => {
                    self.begin_queue(office, ticket.date).await?;
                }
            }
        }
        Err(StoreError::Contention { wish: WISH })
    }

    /// The same as a part of a transaction.
    pub(crate) fn draw_write(
        &self,
        wish: &'static str,
        ticket: &TicketName,
        items: &Items,
        language: Option<String>,
        (by, now): (Actor, Moment),
    ) -> Result<TransactWriteItem, StoreError> {
        let entry = arrival(None, items, language, now);
        let event = Event::new(EventKind::Drawn, now, by).for_items(items);
        let id = AttributeValue::B(Blob::new(ticket.id.bytes()));
        let mut update = Expression::default();
        update.set("q.#id = :entry, i = list_append(i, :ids), v = v + :one, l = :events");
        let (condition, names) = may_draw(items);
        update.condition(condition);
        update.value(":now", number(now.0));
        for (placeholder, name) in names {
            update.name(&placeholder, name);
        }
        update.name("#id", ticket.id.to_string());
        update.value(":entry", value(wish, &entry)?);
        update.value(":ids", AttributeValue::L(vec![id.clone()]));
        update.value(":id", id);
        update.value(":one", number(1));
        update.value(":events", value(wish, &[&event])?);
        update.write(wish, &self.table, Key::Queue(&ticket.office, ticket.date))
    }

    /// Begins the queue of a day unless it has begun.
    pub(crate) async fn begin_queue_if_new(
        &self,
        office: &Configured,
        date: Date,
    ) -> Result<(), StoreError> {
        let (id, walk_ins) = (&office.office.id, office.office.numbers.walk_in);
        if self.queue(id, walk_ins, date, true).await?.version == 0 {
            self.begin_queue(office, date).await?;
        }
        Ok(())
    }

    /// Checks a booking in: it leaves the visit and enters the queue in one
    /// transaction.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn check_in(
        &self,
        office: &Configured,
        secret: &BookingSecret,
        arriving: &Booking,
        before: &Queue,
        (by, now): (Actor, Moment),
    ) -> Result<CheckInOutcome, StoreError> {
        const WISH: &str = "check in";
        let Booking { number: booked, start, .. } = *arriving;
        let appointment = Appointment { number: booked, start };
        let language = Some(arriving.language.clone()).filter(|language| language != "de");
        let entry = arrival(Some(appointment), &arriving.items, language, now);
        let event = Event::new(EventKind::CheckedIn, now, by)
            .of(booked)
            .for_items(&arriving.items)
            .booked_for(start);
        for _ in 0..TRIES {
            let mut update = Expression::default();
            update.set("q.#id = :entry, a = list_append(a, :numbers), v = v + :one, l = :events");
            update.condition("attribute_exists(PK) AND attribute_not_exists(q.#id)");
            update.name("#id", arriving.visit.to_string());
            update.value(":entry", value(WISH, &entry)?);
            update.value(":numbers", value(WISH, &[booked])?);
            update.value(":one", number(1));
            update.value(":events", value(WISH, &[&event])?);
            let key = Key::Queue(&arriving.office, arriving.date);
            let writes =
                vec![self.arrive(WISH, secret, arriving)?, update.write(WISH, &self.table, key)?];
            match self.transact(WISH, writes).await? {
                Transacted::Done => {
                    let mut queue = before.clone();
                    queue.entries.insert(arriving.visit, entry);
                    return Ok(CheckInOutcome::In(Box::new(queue)));
                }
                Transacted::Refused { index: 0, item } => {
                    let now = item.map(|item| booking(WISH, item)).transpose()?;
                    return Ok(CheckInOutcome::Overtaken(now.map(Box::new)));
                }
                Transacted::Refused { item: None, .. } => {
                    self.begin_queue(office, arriving.date).await?;
                }
                Transacted::Refused { item: Some(item), .. } => {
                    return Ok(CheckInOutcome::In(Box::new(read(WISH, item)?)));
                }
            }
        }
        Err(StoreError::Contention { wish: WISH })
    }

    /// Changes the queue by a pure decision on it. The version that the
    /// decision was made on is the condition; when somebody else was faster,
    /// it is made again on what they left.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; a [`Refusal`] is the inner error.
    pub async fn change_queue(
        &self,
        office: &Configured,
        date: Date,
        mut queue: Queue,
        decide: impl Fn(&Queue) -> Result<Outcome, Refusal>,
    ) -> Result<Result<(Queue, Answer), Refusal>, StoreError> {
        const WISH: &str = "change the queue";
        let key = Key::Queue(&office.office.id, date);
        for attempt in 0..TRIES {
            let (next, answer) = match decide(&queue) {
                Err(refusal) => return Ok(Err(refusal)),
                Ok(Outcome::Same(answer)) => return Ok(Ok((queue, answer))),
                Ok(Outcome::Changed(next, answer)) => (next, answer),
            };
            let update = self
                .client
                .update_item()
                .table_name(&*self.table)
                .set_key(Some(key.item()))
                .update_expression("SET v = :v, s = :s, q = :q, c = :c, k = :k, l = :l, d = :d")
                .condition_expression("v = :before")
                .expression_attribute_values(":before", number(queue.version))
                .expression_attribute_values(":v", number(next.version))
                .expression_attribute_values(":s", number(next.sequence))
                .expression_attribute_values(":q", value(WISH, &next.entries)?)
                .expression_attribute_values(":c", value(WISH, &next.counters)?)
                .expression_attribute_values(":k", value(WISH, &next.calls)?)
                .expression_attribute_values(":l", value(WISH, &next.events)?)
                .expression_attribute_values(":d", value(WISH, &next.today)?)
                .return_values_on_condition_check_failure(
                    ReturnValuesOnConditionCheckFailure::AllOld,
                )
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            match self.update(WISH, update).await? {
                Updated::Done(_) => return Ok(Ok((*next, answer))),
                Updated::Refused(Some(item)) => queue = read(WISH, item)?,
                Updated::Refused(None) => self.begin_queue(office, date).await?,
            }
            if attempt >= PATIENT_FROM {
                pause(attempt - PATIENT_FROM).await;
            }
        }
        Err(StoreError::Contention { wish: WISH })
    }

    /// Writes the empty queue with all its maps, unless somebody was faster.
    pub(crate) async fn begin_queue(
        &self,
        office: &Configured,
        date: Date,
    ) -> Result<(), StoreError> {
        const WISH: &str = "begin a queue";
        let office = &office.office;
        let mut whole =
            item(WISH, Key::Queue(&office.id, date), &Queue::new(office.numbers.walk_in), None)?;
        let closes = office.closes(date).unwrap_or(Moment(0));
        whole.insert(TTL.to_owned(), number((closes + office.retention).0));
        self.put_if_absent(WISH, whole).await?;
        Ok(())
    }

    /// Updates an item. On AWS an update that meets a transaction is refused
    /// without having been tried; the SDK leaves that to us.
    pub(crate) async fn update(
        &self,
        wish: &'static str,
        update: UpdateItemFluentBuilder,
    ) -> Result<Updated, StoreError> {
        for attempt in 0..transact::TRIES {
            let error = match update.clone().send().await {
                Ok(done) => {
                    self.meter.write(done.consumed_capacity.as_slice());
                    return Ok(Updated::Done(done.attributes));
                }
                Err(error) => error,
            };
            self.meter.refused();
            match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                    return Ok(Updated::Refused(failed.item().cloned()));
                }
                Some(UpdateItemError::TransactionConflictException(_)) => pause(attempt).await,
                _ => return Err(StoreError::request(wish, error)),
            }
        }
        Err(StoreError::Contention { wish })
    }
}

pub(crate) enum Updated {
    Done(Option<Item>),
    Refused(Option<Item>),
}

fn arrival(
    appointment: Option<Appointment>,
    items: &Items,
    language: Option<String>,
    now: Moment,
) -> Entry {
    Entry {
        appointment,
        emergency: None,
        items: items.clone(),
        arrived: now,
        stage: Stage::Waiting,
        absences: 0,
        not_before: None,
        only: None,
        overtaken: 0,
        urgent: None,
        longer: false,
        language,
        changed: 0,
    }
}
