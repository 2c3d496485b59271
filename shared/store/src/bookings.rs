//! Booking, moving, cancelling: each is one transaction.

use domain::{
    booking::{Booking, BookingState, Change, EmailAddress, PersonName},
    day::{Claim, Day, Start, number_candidates},
    ids::Number,
    office::Items,
    queue::{Actor, KeyHash, VisitId},
    time::Moment,
};

use crate::{
    BookingSecret, Configured, HoldName, IdempotencyKey, MailKind, Store, StoreError,
    addresses::{self, Address, Entering},
    expression::{DayChange, Taken},
    keys::Key,
    requests::Reading,
    transact::Transacted,
    visits::{booking, numbered},
};

/// How often a booking is tried: a number, a start, a count that another
/// booking was faster to take costs one try each.
pub(crate) const TRIES: u32 = 64;

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
    /// In which role.
    pub by: Actor,
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
    /// What it is for cannot be done then.
    Disturbed {
        /// Until when, as far as is known.
        until: Moment,
    },
    /// The address has as many bookings ahead as it may.
    TooMany {
        /// How many it may have.
        most: u16,
    },
}

impl Store {
    /// The booking of this secret.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn booking(&self, secret: &BookingSecret) -> Result<Option<Booking>, StoreError> {
        const WISH: &str = "read a booking";
        let found = self.get(WISH, Key::Visit(secret.reveal()), Reading::Consistent).await?;
        found.map(|item| booking(WISH, item)).transpose()
    }

    /// Books a start: visit, number, capacity and address in one transaction.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn book(&self, wish: &BookRequest<'_>) -> Result<BookOutcome, StoreError> {
        const WISH: &str = "book an appointment";
        let BookRequest { office, start, key, now, .. } = wish;
        let (id, rules) = (&office.office.id, office.office.booking);
        let secret = self.keyring().booking(id, key);
        let visit = self.keyring().visit(&["visit", secret.reveal()]);
        let hash = wish.email.as_ref().map(|email| self.keyring().address(&email.normalised()));
        let own_hold =
            wish.hold.as_ref().filter(|hold| hold.date == start.date && hold.office == *id);
        let own_hold = own_hold.map(|hold| hold.id.to_string());

        let place = Day::planned(&office.office, office.version, start.date).place(start.unit);
        let Some(place) = place else { return Ok(BookOutcome::Full) };
        let own = own_hold.as_deref();
        if !self.admits(office, *start, &wish.items, own, *now).await? {
            // Perhaps because this very command has been carried out before.
            let found = self.booking(&secret).await?;
            return Ok(found.map_or(BookOutcome::Full, |found| wish.replay(secret, found)));
        }
        let mut claim = own_hold.clone().map_or(Claim::Free, Claim::Held);
        let mut entering = Entering::First;
        let seed = visit.bytes().iter().fold(0, |seed, byte| seed << 8 | u64::from(*byte));
        let mut candidates = number_candidates(&office.office, start.date, start.unit, seed);
        let mut candidate = candidates.next();
        for _ in 0..TRIES {
            let Some(chosen) = candidate else { break };
            let made = wish.booking(chosen, visit);
            let taken = Taken { place, start, items: &wish.items, claim: &claim };
            let change = DayChange { give_back: None, take: Some(taken) };
            let mut writes = vec![
                self.put_visit(WISH, &secret, &made, MailKind::Confirmed, *now, office, None)?,
                self.put_number(WISH, id, start.date, &numbered(&made, &secret))?,
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
                Transacted::Done => return Ok(BookOutcome::Booked(secret, Box::new(made))),
                Transacted::Refused { index: 0, item } => {
                    let Some(item) = item else { continue };
                    let found = booking(WISH, item)?;
                    return Ok(wish.replay(secret, found));
                }
                Transacted::Refused { index: 1, .. } => candidate = candidates.next(),
                Transacted::Refused { index: 2, item } => {
                    let day = self.day_after(office, start.date, item).await?;
                    if let Some(disturbance) = day.disturbances.of(&wish.items, start.at) {
                        return Ok(BookOutcome::Disturbed { until: disturbance.until });
                    }
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
}

impl BookRequest<'_> {
    /// The answer, when the command's key has booked this before.
    fn replay(&self, secret: BookingSecret, found: Booking) -> BookOutcome {
        if found.payload == self.payload {
            BookOutcome::Booked(secret, Box::new(found))
        } else {
            BookOutcome::KeyReused
        }
    }

    fn booking(&self, number: Number, visit: VisitId) -> Booking {
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
            change: Change::booked(self.now, self.by),
            moves: 0,
            revision: 0,
            created: self.now,
            payload: self.payload,
            returned: None,
            commands: Vec::new(),
        }
    }
}
