//! Moving, cancelling, accepting, waiting instead: each is one transaction.

use domain::{
    booking::{Booking, BookingState, Change, ChangeKind, Former},
    day::{Claim, Day, Start, number_candidates},
    ids::Number,
    queue::{Actor, Stamp},
    time::Moment,
};

use crate::{
    BookingSecret, Configured, MailKind, Store, StoreError, TicketName, addresses,
    bookings::TRIES,
    expression::{DayChange, Taken},
    keys::{Item, Key},
    transact::Transacted,
    visits::{booking, give_back, numbered},
};

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
    by: Actor,
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
    /// Who moves it.
    pub mover: Mover,
    /// When.
    pub now: Moment,
}

/// Who moves a booking.
#[derive(Debug, Clone, Copy)]
pub enum Mover {
    /// The person, or somebody for them, by this command.
    Person(Actor, Stamp),
    /// The office, which closes on its day: the new start is only held.
    Closure,
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
    /// What the booking is for cannot be done then.
    Disturbed {
        /// Until when, as far as is known.
        until: Moment,
    },
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

impl MoveRequest<'_> {
    fn moved(&self, number: Number) -> Booking {
        let before = self.booking;
        let mut next = before.clone();
        next.date = self.start.date;
        next.unit = self.start.unit;
        next.start = self.start.at;
        next.minutes = self.start.minutes;
        next.number = number;
        next.revision += 1;
        let left = Former { date: before.date, number: before.number };
        let former = (before.date != next.date).then_some(left);
        let (kind, by) = match self.mover {
            Mover::Person(by, stamp) => {
                // To leave a closed day is nobody's choice and does not count.
                let by_choice = before.displaced_from(&self.office.office).is_none();
                next.moves += u16::from(by_choice);
                next.state = BookingState::Booked;
                next.remember(stamp);
                (ChangeKind::Moved, by)
            }
            Mover::Closure => {
                let from = before.displaced_from(&self.office.office).unwrap_or(before.start);
                next.state = BookingState::Displaced { from, held: true };
                (ChangeKind::Displaced, Actor::Lead)
            }
        };
        next.change = Change { kind, at: self.now, by, former };
        next
    }

    fn mail(&self) -> MailKind {
        match self.mover {
            Mover::Person(..) => MailKind::Moved,
            Mover::Closure => MailKind::Displaced,
        }
    }
}

/// A booking that gives its start up, and what is told of it.
struct GivingUp<'a> {
    office: &'a Configured,
    secret: &'a BookingSecret,
    before: &'a Booking,
    next: Booking,
    mail: MailKind,
    now: Moment,
}

fn cancelled(booking: &Booking, stamp: Stamp, by: Actor, now: Moment) -> Booking {
    let mut next = booking.clone();
    next.state = BookingState::Cancelled { at: now };
    next.change = Change { kind: ChangeKind::Cancelled, at: now, by, former: None };
    next.revision += 1;
    next.remember(stamp);
    next
}

impl Store {
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
        (by, now): (Actor, Moment),
    ) -> Result<ChangeOutcome, StoreError> {
        let next = cancelled(booking, stamp, by, now);
        let mail = MailKind::Cancelled;
        self.give_up(GivingUp { office, secret, before: booking, next, mail, now }, None).await
    }

    /// Notes that the office closes on the day of a booking and that nothing
    /// could be held instead.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub(crate) async fn strand(
        &self,
        office: &Configured,
        secret: &BookingSecret,
        booking: &Booking,
        now: Moment,
    ) -> Result<ChangeOutcome, StoreError> {
        let mut next = booking.clone();
        let from = booking.displaced_from(&office.office).unwrap_or(booking.start);
        next.state = BookingState::Displaced { from, held: false };
        next.change =
            Change { kind: ChangeKind::Displaced, at: now, by: Actor::Lead, former: None };
        next.revision += 1;
        let mail = MailKind::Displaced;
        self.give_up(GivingUp { office, secret, before: booking, next, mail, now }, None).await
    }

    /// Accepts the start that was held for a booking whose day was closed.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn accept(
        &self,
        office: &Configured,
        secret: &BookingSecret,
        booking: &Booking,
        stamp: Stamp,
        (by, now): (Actor, Moment),
    ) -> Result<ChangeOutcome, StoreError> {
        const WISH: &str = "accept another appointment";
        let mut next = booking.clone();
        next.state = BookingState::Booked;
        next.change = Change { kind: ChangeKind::Accepted, at: now, by, former: None };
        next.revision += 1;
        next.remember(stamp);
        let kind = MailKind::Confirmed;
        let visit = self.put_visit(WISH, secret, &next, kind, now, office, Some(booking))?;
        match self.transact(WISH, vec![visit]).await? {
            Transacted::Done => Ok(ChangeOutcome::Changed(Box::new(next))),
            Transacted::Refused { item, .. } => overtaken(WISH, item),
        }
    }

    async fn give_up(
        &self,
        giving_up: GivingUp<'_>,
        draw: Option<&Draw<'_>>,
    ) -> Result<ChangeOutcome, StoreError> {
        const WISH: &str = "give an appointment up";
        let GivingUp { office, secret, before: booking, next, mail, now } = giving_up;
        // Whoever was displaced is still to come.
        let ends = matches!(next.state, BookingState::Cancelled { .. });
        let mut with_address = ends && booking.email.is_some();
        for _ in 0..TRIES {
            let change = DayChange { give_back: give_back(office, booking), take: None };
            let mut writes = vec![
                self.put_visit(WISH, secret, &next, mail, now, office, Some(booking))?,
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
                let Draw { office, ticket, by } = draw;
                writes.push(self.draw_write(WISH, ticket, &booking.items, None, (*by, now))?);
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
        (by, now): (Actor, Moment),
    ) -> Result<ChangeOutcome, StoreError> {
        let BookedElsewhere { office: elsewhere, secret, booking } = *booked;
        let draw = Draw { office, ticket, by };
        let next = cancelled(booking, stamp, by, now);
        let mail = MailKind::Cancelled;
        let given = GivingUp { office: elsewhere, secret, before: booking, next, mail, now };
        self.give_up(given, Some(&draw)).await
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
        if !self.admits(office, start, &booking.items, None, now).await? {
            return Ok(ChangeOutcome::Full);
        }
        let mut claim = Claim::Free;
        let mut with_address = booking.email.is_some();
        let seed = u64::from(booking.revision) << 32 | u64::from(booking.number.get());
        let mut candidates = number_candidates(&office.office, start.date, start.unit, seed);
        let mut candidate = if same_day { Some(booking.number) } else { candidates.next() };
        for _ in 0..TRIES {
            let Some(chosen) = candidate else { break };
            let next = wish.moved(chosen);
            let back = give_back(office, booking);
            let items = &booking.items;
            let take = Some(Taken { place, start: &start, items, claim: &claim });
            let new_day = Key::Day(id, start.date);
            // Each write with what to look at when its condition fails.
            let mut writes = vec![(
                Part::Visit,
                self.put_visit(WISH, secret, &next, wish.mail(), now, office, Some(booking))?,
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
                    if let Some(disturbance) = day.disturbances.of(&booking.items, start.at) {
                        return Ok(ChangeOutcome::Disturbed { until: disturbance.until });
                    }
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
}

fn overtaken(wish: &'static str, item: Option<Item>) -> Result<ChangeOutcome, StoreError> {
    let now = item.map(|item| booking(wish, item)).transpose()?;
    Ok(ChangeOutcome::Overtaken(now.map(Box::new)))
}
