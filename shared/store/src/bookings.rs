//! Booking, moving, cancelling: each is one transaction.

use aws_sdk_dynamodb::types::{
    Put, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use domain::{
    booking::{Booking, BookingState, EmailAddress, PersonName},
    day::{Claim, Day, Start, number_candidates},
    ids::{Number, OfficeId},
    office::Items,
    queue::{KeyHash, Stamp},
    time::{Moment, Seconds},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    BookingSecret, Configured, HoldName, IdempotencyKey, Mail, MailKind, MailState, Numbered,
    Store, StoreError, TicketName,
    addresses::{self, Address, Entering},
    days::{DayChange, Expression},
    items::{item, read},
    keys::{Item, Key, number},
    transact::Transacted,
};

/// How often a booking is tried: a number, a start, a count that another
/// booking was faster to take costs one try each.
const TRIES: u32 = 64;

/// A visit's item: the booking, and the mail it owes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Visit {
    #[serde(flatten)]
    pub(crate) booking: Booking,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mail: Option<Mail>,
}

/// A wish to book.
#[derive(Debug, Clone)]
pub struct BookRequest<'a> {
    /// Where.
    pub office: &'a Configured,
    /// When.
    pub start: Start,
    /// What for.
    pub items: Items,
    /// Where the mail goes.
    pub email: Option<EmailAddress>,
    /// The name, where a service needs it.
    pub name: Option<PersonName>,
    /// A two-letter code.
    pub language: String,
    /// The hold that keeps the start.
    pub hold: Option<HoldName>,
    /// The command's key.
    pub key: &'a IdempotencyKey,
    /// A digest of what was asked for.
    pub payload: KeyHash,
    /// When.
    pub now: Moment,
}

/// What became of a wish to book.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "the start may be taken"]
pub enum BookOutcome {
    /// It is booked, by this or by an earlier try of the same command.
    Booked(BookingSecret, Box<Booking>),
    /// The key was used to book something else.
    KeyReused,
    /// The start is taken.
    Full,
    /// The address has as many bookings ahead as it may.
    TooMany {
        /// How many it may have.
        most: u16,
    },
}

/// A booking that somebody holds at another office or for another day.
#[derive(Debug, Clone, Copy)]
pub struct BookedElsewhere<'a> {
    /// Where it was booked.
    pub office: &'a Configured,
    /// Its secret.
    pub secret: &'a BookingSecret,
    /// The booking as it was read.
    pub booking: &'a Booking,
}

/// The ticket that is drawn in its place.
struct Draw<'a> {
    office: &'a Configured,
    ticket: &'a TicketName,
    booking: &'a Booking,
}

/// A wish to move a booking.
#[derive(Debug, Clone)]
pub struct MoveRequest<'a> {
    /// Where.
    pub office: &'a Configured,
    /// Which booking.
    pub secret: &'a BookingSecret,
    /// The booking as it was read.
    pub booking: &'a Booking,
    /// Where to.
    pub start: Start,
    /// The command's digests.
    pub stamp: Stamp,
    /// When.
    pub now: Moment,
}

/// What became of a change of a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "somebody else may have changed it first"]
pub enum ChangeOutcome {
    /// It is changed.
    Changed(Box<Booking>),
    /// It was changed since it was read; this is how it stands now.
    Overtaken(Option<Box<Booking>>),
    /// The new start is taken.
    Full,
}

impl Store {
    /// The booking of this secret.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn booking(&self, secret: &BookingSecret) -> Result<Option<Booking>, StoreError> {
        const WISH: &str = "read a booking";
        let found = self
            .client
            .get_item()
            .table_name(&*self.table)
            .set_key(Some(Key::Visit(secret.reveal()).item()))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::request(WISH, error))?;
        self.meter.read(found.consumed_capacity());
        found.item.map(|item| booking(WISH, item)).transpose()
    }

    /// Books a start: visit, number, capacity and address in one transaction.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn book(&self, wish: &BookRequest<'_>) -> Result<BookOutcome, StoreError> {
        const WISH: &str = "book an appointment";
        let BookRequest { office, start, key, payload, now, .. } = wish;
        let (id, rules) = (&office.office.id, office.office.booking);
        let secret = self.keyring().booking(id, key);
        let visit = self.keyring().visit(&["visit", secret.reveal()]);
        let hash = wish.email.as_ref().map(|email| self.keyring().address(&email.normalised()));
        let own_hold =
            wish.hold.as_ref().filter(|hold| hold.date == start.date && hold.office == *id);
        let own_hold = own_hold.map(|hold| hold.id.to_string());

        let place = Day::planned(&office.office, office.version, start.date).place(start.unit);
        let Some(place) = place else { return Ok(BookOutcome::Full) };
        let mut claim = own_hold.clone().map_or(Claim::Free, Claim::Held);
        let mut entering = Entering::First;
        let seed = visit.bytes().iter().fold(0, |seed, byte| seed << 8 | u64::from(*byte));
        let mut candidates = number_candidates(&office.office, start.date, start.unit, seed);
        let mut candidate = candidates.next();
        for _ in 0..TRIES {
            let Some(chosen) = candidate else { break };
            let booking = wish.booking(chosen, visit);
            let change = DayChange { give_back: None, take: Some((place, start.unit, &claim)) };
            let mut writes = vec![
                self.put_visit(WISH, &secret, &booking, MailKind::Confirmed, *now, office, None)?,
                self.put_number(WISH, id, start.date, &numbered(&booking, &secret))?,
                change.expression(office.version, *now).write(
                    WISH,
                    &self.table,
                    Key::Day(id, start.date),
                )?,
            ];
            if let Some(hash) = &hash {
                let entry = (visit, start.at);
                let most = rules.per_address;
                writes.push(addresses::enter(&self.table, hash, &entering, entry, most, *now)?);
            }
            match self.transact(WISH, writes).await? {
                Transacted::Done => return Ok(BookOutcome::Booked(secret, Box::new(booking))),
                Transacted::Refused { index: 0, item } => {
                    let Some(item) = item else { continue };
                    let found = self::booking(WISH, item)?;
                    let same = found.payload == *payload;
                    return Ok(if same {
                        BookOutcome::Booked(secret, Box::new(found))
                    } else {
                        BookOutcome::KeyReused
                    });
                }
                Transacted::Refused { index: 1, .. } => candidate = candidates.next(),
                Transacted::Refused { index: 2, item } => {
                    let day = self.day_after(office, start.date, item).await?;
                    let own = own_hold.as_deref();
                    match self.claim(office, start.date, &day, start.unit, own, *now).await? {
                        Some(next) => claim = next,
                        None => return Ok(BookOutcome::Full),
                    }
                }
                Transacted::Refused { item, .. } => {
                    let most = rules.per_address;
                    match item.map(|item| Address::entering(item, most, *now)).transpose()? {
                        None => entering = Entering::First,
                        Some(Some(way)) => entering = way,
                        Some(None) => return Ok(BookOutcome::TooMany { most }),
                    }
                }
            }
        }
        Err(StoreError::Contention { wish: WISH })
    }

    /// Cancels a booking: its capacity, number and address are free of it in
    /// the same transaction.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn cancel(
        &self,
        office: &Configured,
        secret: &BookingSecret,
        booking: &Booking,
        stamp: Stamp,
        now: Moment,
    ) -> Result<ChangeOutcome, StoreError> {
        self.give_up(office, secret, booking, stamp, now, None).await
    }

    async fn give_up(
        &self,
        office: &Configured,
        secret: &BookingSecret,
        booking: &Booking,
        stamp: Stamp,
        now: Moment,
        draw: Option<&Draw<'_>>,
    ) -> Result<ChangeOutcome, StoreError> {
        const WISH: &str = "cancel an appointment";
        let mut next = booking.clone();
        next.state = BookingState::Cancelled { at: now };
        next.revision += 1;
        next.remember(stamp);
        let mut with_address = booking.email.is_some();
        for _ in 0..TRIES {
            let change = DayChange { give_back: give_back(office, booking), take: None };
            let mut writes = vec![
                self.put_visit(
                    WISH,
                    secret,
                    &next,
                    MailKind::Cancelled,
                    now,
                    office,
                    Some(booking),
                )?,
                self.put_void(WISH, booking, secret)?,
            ];
            if change.give_back.is_some() {
                let update = change.expression(office.version, now);
                writes.push(update.write(
                    WISH,
                    &self.table,
                    Key::Day(&booking.office, booking.date),
                )?);
            }
            if let Some(email) = booking.email.as_ref().filter(|_| with_address) {
                let hash = self.keyring().address(&email.normalised());
                writes.push(addresses::change(&self.table, &hash, booking.visit, None)?);
            }
            if let Some(draw) = draw {
                let Draw { office, ticket, booking } = draw;
                writes.push(self.draw_write(WISH, ticket, &booking.items, None, now)?);
                self.begin_queue_if_new(office, ticket.date).await?;
            }
            let last = writes.len() - 1;
            match self.transact(WISH, writes).await? {
                Transacted::Done => return Ok(ChangeOutcome::Changed(Box::new(next))),
                Transacted::Refused { index: 0, item } => return overtaken(WISH, item),
                // The ticket is drawn already, so the booking is given up too.
                Transacted::Refused { index, .. } if draw.is_some() && index == last => {
                    return Ok(ChangeOutcome::Overtaken(None));
                }
                Transacted::Refused { index: 2, item } if change.give_back.is_some() => {
                    let _day = self.day_after(office, booking.date, item).await?;
                }
                // The hash of the address is kept for a limited time only.
                Transacted::Refused { .. } => with_address = false,
            }
        }
        Err(StoreError::Contention { wish: WISH })
    }

    /// Gives a booking up and draws a ticket instead, in one transaction: who
    /// came on another day or to another office waits here without one.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn wait_instead(
        &self,
        office: &Configured,
        booked: &BookedElsewhere<'_>,
        ticket: &TicketName,
        stamp: Stamp,
        now: Moment,
    ) -> Result<ChangeOutcome, StoreError> {
        let BookedElsewhere { office: elsewhere, secret, booking } = booked;
        let draw = Draw { office, ticket, booking };
        self.give_up(elsewhere, secret, booking, stamp, now, Some(&draw)).await
    }

    /// Moves a booking: the old start is given back and the new one taken in
    /// one transaction. On the same day the number stays.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn move_booking(&self, wish: &MoveRequest<'_>) -> Result<ChangeOutcome, StoreError> {
        const WISH: &str = "move an appointment";
        let MoveRequest { office, secret, booking, start, now, .. } = *wish;
        let id = &booking.office;
        let same_day = booking.date == start.date;
        let place = Day::planned(&office.office, office.version, start.date).place(start.unit);
        let Some(place) = place else { return Ok(ChangeOutcome::Full) };
        let mut claim = Claim::Free;
        let mut with_address = booking.email.is_some();
        let seed = u64::from(booking.revision) << 32 | u64::from(booking.number.get());
        let mut candidates = number_candidates(&office.office, start.date, start.unit, seed);
        let mut candidate = if same_day { Some(booking.number) } else { candidates.next() };
        for _ in 0..TRIES {
            let Some(chosen) = candidate else { break };
            let next = wish.moved(chosen);
            let back = give_back(office, booking);
            let take = Some((place, start.unit, &claim));
            let new_day = Key::Day(id, start.date);
            // Each write with what to look at when its condition fails.
            let mut writes = vec![(
                Part::Visit,
                self.put_visit(WISH, secret, &next, MailKind::Moved, now, office, Some(booking))?,
            )];
            let mut number_of = numbered(&next, secret);
            if same_day {
                let change = DayChange { give_back: back, take };
                let update = change.expression(office.version, now);
                writes.push((Part::NewDay, update.write(WISH, &self.table, new_day)?));
                number_of.number = booking.number;
                let put = self.replace_number(WISH, id, start.date, &number_of)?;
                writes.push((Part::OldNumber, put));
            } else {
                let change = DayChange { give_back: None, take };
                let update = change.expression(office.version, now);
                writes.push((Part::NewDay, update.write(WISH, &self.table, new_day)?));
                let put = self.put_number(WISH, id, start.date, &number_of)?;
                writes.push((Part::NewNumber, put));
                writes.push((Part::OldNumber, self.put_void(WISH, booking, secret)?));
                if back.is_some() {
                    let change = DayChange { give_back: back, take: None };
                    let update = change.expression(office.version, now);
                    let key = Key::Day(id, booking.date);
                    writes.push((Part::OldDay, update.write(WISH, &self.table, key)?));
                }
            }
            if let Some(email) = booking.email.as_ref().filter(|_| with_address) {
                let hash = self.keyring().address(&email.normalised());
                let change = addresses::change(&self.table, &hash, booking.visit, Some(start.at))?;
                writes.push((Part::Address, change));
            }
            let (parts, writes): (Vec<_>, Vec<_>) = writes.into_iter().unzip();
            let (index, item) = match self.transact(WISH, writes).await? {
                Transacted::Done => return Ok(ChangeOutcome::Changed(Box::new(next))),
                Transacted::Refused { index, item } => (index, item),
            };
            match parts[index] {
                Part::Visit => return overtaken(WISH, item),
                Part::NewNumber => candidate = candidates.next(),
                Part::NewDay => {
                    let day = self.day_after(office, start.date, item).await?;
                    match self.claim(office, start.date, &day, start.unit, None, now).await? {
                        Some(next) => claim = next,
                        None => return Ok(ChangeOutcome::Full),
                    }
                }
                Part::OldDay => {
                    let _day = self.day_after(office, booking.date, item).await?;
                }
                Part::Address => with_address = false,
                Part::OldNumber => return Err(StoreError::Contention { wish: WISH }),
            }
        }
        Err(StoreError::Contention { wish: WISH })
    }

    /// Writes a visit: a new one, or the successor of `before`.
    #[expect(clippy::too_many_arguments, reason = "one write, described once")]
    fn put_visit(
        &self,
        wish: &'static str,
        secret: &BookingSecret,
        booking: &Booking,
        kind: MailKind,
        now: Moment,
        office: &Configured,
        before: Option<&Booking>,
    ) -> Result<TransactWriteItem, StoreError> {
        let state = MailState::Pending;
        let new_number = before.is_some_and(|before| before.number != booking.number);
        let mail = Mail { state, kind, revision: booking.revision, new_number, at: now };
        let visit =
            Visit { booking: booking.clone(), mail: booking.email.is_some().then_some(mail) };
        // From `forget_at` on nobody sees it; a day later it may be deleted.
        let ttl = booking.forget_at(&office.office) + Seconds::hours(24);
        let put = Put::builder()
            .table_name(&*self.table)
            .set_item(Some(item(wish, Key::Visit(secret.reveal()), &visit, Some(ttl.0))?))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = match before {
            None => put.condition_expression("attribute_not_exists(PK)"),
            Some(before) => put
                .condition_expression("r = :before AND g = :booked")
                .expression_attribute_values(":before", number(before.revision))
                .expression_attribute_values(":booked", crate::keys::text("b")),
        };
        let put = put.build().map_err(|error| StoreError::request(wish, error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn put_number(
        &self,
        wish: &'static str,
        office: &OfficeId,
        date: Date,
        booking: &Numbered,
    ) -> Result<TransactWriteItem, StoreError> {
        self.number_write(wish, office, date, booking, "attribute_not_exists(PK)")
    }

    fn replace_number(
        &self,
        wish: &'static str,
        office: &OfficeId,
        date: Date,
        booking: &Numbered,
    ) -> Result<TransactWriteItem, StoreError> {
        self.number_write(wish, office, date, booking, "attribute_exists(PK)")
    }

    fn number_write(
        &self,
        wish: &'static str,
        office: &OfficeId,
        date: Date,
        booking: &Numbered,
        condition: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::Number(office, date, booking.number);
        let ttl = booking_day_end(date);
        let put = Put::builder()
            .table_name(&*self.table)
            .set_item(Some(item(wish, key, booking, Some(ttl))?))
            .condition_expression(condition)
            .build()
            .map_err(|error| StoreError::request(wish, error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Leaves only a mark that the number was given to somebody.
    fn put_void(
        &self,
        wish: &'static str,
        booking: &Booking,
        secret: &BookingSecret,
    ) -> Result<TransactWriteItem, StoreError> {
        let void = Numbered { void: true, ..numbered(booking, secret) };
        self.replace_number(wish, &booking.office, booking.date, &void)
    }

    /// Marks a booking as arrived; part of a check-in.
    pub(crate) fn arrive(
        &self,
        wish: &'static str,
        secret: &BookingSecret,
        booking: &Booking,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut update = Expression::default();
        update.set("g = :in");
        update.condition("g = :booked AND r = :r");
        update.value(":in", crate::keys::text("c"));
        update.value(":booked", crate::keys::text("b"));
        update.value(":r", number(booking.revision));
        update.write(wish, &self.table, Key::Visit(secret.reveal()))
    }
}

/// The writes of a move, by what they are about.
#[derive(Debug, Clone, Copy)]
enum Part {
    Visit,
    NewDay,
    OldDay,
    NewNumber,
    OldNumber,
    Address,
}

impl BookRequest<'_> {
    fn booking(&self, number: Number, visit: domain::queue::VisitId) -> Booking {
        Booking {
            office: self.office.office.id.clone(),
            date: self.start.date,
            unit: self.start.unit,
            start: self.start.at,
            minutes: self.start.minutes,
            items: self.items.clone(),
            number,
            visit,
            email: self.email.clone(),
            name: self.name.clone(),
            language: self.language.clone(),
            state: BookingState::Booked,
            moves: 0,
            revision: 0,
            created: self.now,
            payload: self.payload,
            commands: Vec::new(),
        }
    }
}

impl MoveRequest<'_> {
    fn moved(&self, number: Number) -> Booking {
        let mut next = self.booking.clone();
        next.date = self.start.date;
        next.unit = self.start.unit;
        next.start = self.start.at;
        next.minutes = self.start.minutes;
        next.number = number;
        next.moves += 1;
        next.revision += 1;
        next.remember(self.stamp);
        next
    }
}

pub(crate) fn booking(wish: &'static str, found: Item) -> Result<Booking, StoreError> {
    read::<Visit>(wish, found).map(|visit| visit.booking)
}

fn overtaken(wish: &'static str, item: Option<Item>) -> Result<ChangeOutcome, StoreError> {
    let now = item.map(|item| booking(wish, item)).transpose()?;
    Ok(ChangeOutcome::Overtaken(now.map(Box::new)))
}

fn numbered(booking: &Booking, secret: &BookingSecret) -> Numbered {
    Numbered {
        number: booking.number,
        secret: secret.reveal().to_owned(),
        unit: booking.unit,
        items: booking.items.clone(),
        void: false,
    }
}

/// Where in the day's counts the booking's start goes back to; `None` when
/// the plan no longer has it.
fn give_back(office: &Configured, booking: &Booking) -> Option<usize> {
    Day::planned(&office.office, office.version, booking.date).place(booking.unit)
}

/// When a day's numbers may be deleted: two days after its midnight (UTC).
fn booking_day_end(date: Date) -> i64 {
    let midnight = date.to_zoned(jiff::tz::TimeZone::UTC).map(|day| day.timestamp().as_second());
    midnight.unwrap_or(0) + Seconds::hours(72).0
}
