//! When a day is closed, or a service is disturbed: everybody who is booked for
//! then is held another start, and told so.

use domain::{
    booking::{Booking, BookingState},
    day::{DaySlots, Start, alternative},
    disturbance::Disturbances,
    ids::Number,
    office::Items,
    time::{Moment, Unit},
};
use jiff::{ToSpan, civil::Date};

use crate::{
    BookingSecret, ChangeOutcome, Configured, MoveRequest, Mover, Store, StoreError,
    requests::Reading,
};

/// How far after the closed day another start is looked for, at least: also
/// beyond what can be booked today.
const AHEAD_DAYS: i64 = 14;

/// How often a booking is tried that somebody else changes at the same time.
const TRIES: u32 = 8;

/// A booking whose day was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Displaced {
    /// The number that it had.
    pub number: Number,
    /// When it was booked for.
    pub from: Moment,
    /// The booking as it is now.
    pub booking: Booking,
}

impl Store {
    /// Holds another start for every booking of a day that `office` has closed;
    /// where there is none, notes that. Each is a transaction of its own, and
    /// each goes out of the day's numbers by it: after a crash in between,
    /// doing it again does the rest.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; what was done until then stands.
    pub async fn displace(
        &self,
        office: &Configured,
        date: Date,
        now: Moment,
    ) -> Result<Vec<Displaced>, StoreError> {
        // From here on a booking that still knows the old plan is refused, so
        // the list that follows is complete.
        self.day_after(office, date, None).await?;
        if let Some(day) = self.day(&office.office.id, date).await? {
            self.current(office, date, day).await?;
        }
        self.displace_all(office, date, |_, _| true, now).await
    }

    /// The same for the bookings of today that cannot be kept because of a
    /// disturbance, as far as their time is still to come. What starts before its
    /// end is refused by the condition of every booking since it was noted, so
    /// here as well the list is complete.
    ///
    /// They are held the same time of another day and not a later one of this: it
    /// may take longer, and then those come who wait for the end already.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; what was done until then stands.
    pub async fn displace_disturbed(
        &self,
        office: &Configured,
        date: Date,
        disturbances: &Disturbances,
        now: Moment,
    ) -> Result<Vec<Displaced>, StoreError> {
        if disturbances.is_empty() {
            return Ok(Vec::new());
        }
        let concerns =
            |items: &Items, start: Moment| start >= now && disturbances.of(items, start).is_some();
        self.displace_all(office, date, concerns, now).await
    }

    async fn displace_all(
        &self,
        office: &Configured,
        date: Date,
        concerns: impl Fn(&Items, Moment) -> bool,
        now: Moment,
    ) -> Result<Vec<Displaced>, StoreError> {
        let mut booked = self.booked(&office.office.id, date, Reading::Consistent).await?;
        booked.sort_by_key(|booked| (booked.unit, booked.number));
        let mut displaced = Vec::new();
        for booked in booked {
            let start = booked.unit.moment(date, &office.office.zone);
            if !start.is_some_and(|start| concerns(&booked.items, start)) {
                continue;
            }
            let Ok(secret) = booked.secret.parse() else { continue };
            let concerns =
                |booking: &Booking| booking.date == date && concerns(&booking.items, booking.start);
            displaced.extend(self.displace_one(office, &secret, concerns, now).await?);
        }
        Ok(displaced)
    }

    /// Those whom closing this day, or a disturbance on it, has displaced, as far as they have not
    /// chosen yet; by the time of day.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn displaced(
        &self,
        office: &Configured,
        date: Date,
    ) -> Result<Vec<Displaced>, StoreError> {
        let mut displaced = Vec::new();
        for marked in self.marks(&office.office.id, date, Reading::Consistent).await? {
            let Ok(secret) = marked.secret.parse() else { continue };
            let Some(booking) = self.booking(&secret).await? else { continue };
            let BookingState::Displaced { from, .. } = booking.state else { continue };
            if marked.void && Unit::of(from, &office.office.zone) == Some((date, marked.unit)) {
                displaced.push(Displaced { number: marked.number, from, booking });
            }
        }
        displaced.sort_by_key(|one| (one.from, one.number));
        Ok(displaced)
    }

    async fn displace_one(
        &self,
        office: &Configured,
        secret: &BookingSecret,
        concerns: impl Fn(&Booking) -> bool,
        now: Moment,
    ) -> Result<Option<Displaced>, StoreError> {
        for _ in 0..TRIES {
            let Some(booking) = self.booking(secret).await? else { return Ok(None) };
            let stands = match booking.state {
                BookingState::Booked | BookingState::Displaced { held: true, .. } => true,
                BookingState::Displaced { held: false, .. }
                | BookingState::CheckedIn
                | BookingState::Cancelled { .. } => false,
            };
            if !stands || !concerns(&booking) {
                return Ok(None);
            }
            let (number, from) = (booking.number, booking.start);
            let outcome = match self.alternative(office, &booking, now).await? {
                Some(start) => {
                    let mover = Mover::Closure;
                    let booking = &booking;
                    let wish = MoveRequest { office, secret, booking, start, mover, now };
                    self.move_booking(&wish).await?
                }
                None => self.strand(office, secret, &booking, now).await?,
            };
            if let ChangeOutcome::Changed(booking) = outcome {
                return Ok(Some(Displaced { number, from, booking: *booking }));
            }
        }
        Err(StoreError::Contention { wish: "hold another appointment" })
    }

    /// A start after the day of this booking, for the same visit.
    async fn alternative(
        &self,
        office: &Configured,
        booking: &Booking,
        now: Moment,
    ) -> Result<Option<Start>, StoreError> {
        let place = &office.office;
        let from = booking.date.saturating_add(1.days());
        let to = booking.date.saturating_add(AHEAD_DAYS.days()).max(*place.window(now).end());
        let days = self.days(office, from, to).await?;
        let days: Vec<DaySlots> = days
            .iter()
            .map(|(date, day)| DaySlots::list(place, *date, day, &booking.items, now))
            .collect();
        let start = alternative(&days, booking.start, &place.zone).and_then(|at| {
            let (date, unit) = Unit::of(at, &place.zone)?;
            Some(Start { date, unit, at, minutes: booking.minutes })
        });
        Ok(start)
    }
}
