//! A day's numbers: which booking has which.

use domain::{
    booking::{Returned, reminder_is_due},
    ids::{Number, OfficeId},
    office::{Items, Office},
    queue::Expected,
    time::{Moment, Unit},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    items::read,
    keys::{Key, numbers, partition, text},
    requests::Reading,
};

/// A booking as its number knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// The number.
    #[serde(rename = "n")]
    pub number: Number,
    /// The secret of the booking.
    #[serde(rename = "v")]
    pub secret: String,
    /// When it starts.
    #[serde(rename = "u")]
    pub unit: Unit,
    /// What it is for.
    #[serde(rename = "s")]
    pub items: Items,
    /// Whether it was cancelled or moved away. The number stays taken, so that
    /// nobody else gets it on this day.
    #[serde(rename = "x", default, skip_serializing_if = "std::ops::Not::not")]
    pub void: bool,
    /// When the person was told of this start, where that is known.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Moment>,
    /// Whether the person was reminded of it.
    #[serde(rename = "m", default, skip_serializing_if = "std::ops::Not::not")]
    pub reminded: bool,
    /// Whether mails about it have come back.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Returned>,
}

impl Numbered {
    /// Whether the person is to be reminded now, as far as the number knows.
    #[must_use]
    pub fn is_to_be_reminded(&self, office: &Office, date: Date, now: Moment) -> bool {
        let Some((told, start)) = self.told.zip(self.unit.moment(date, &office.zone)) else {
            return false;
        };
        !self.reminded && self.returned.is_none() && reminder_is_due(told, start, now, &office.zone)
    }

    /// The same as the queue takes it; `None` where the day has no such time.
    #[must_use]
    pub fn expected(&self, office: &Office, date: Date) -> Option<Expected> {
        let start = self.unit.moment(date, &office.zone)?;
        Some(Expected { number: self.number, start, items: self.items.clone() })
    }
}

impl Store {
    /// The bookings of a day, by number; without those that are void.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn numbers(
        &self,
        office: &OfficeId,
        date: Date,
    ) -> Result<Vec<Numbered>, StoreError> {
        self.booked(office, date, Reading::Eventual).await
    }

    pub(crate) async fn booked(
        &self,
        office: &OfficeId,
        date: Date,
        reading: Reading,
    ) -> Result<Vec<Numbered>, StoreError> {
        let mut bookings = self.marks(office, date, reading).await?;
        bookings.retain(|booking| !booking.void);
        Ok(bookings)
    }

    /// All numbers that were given for a day, the void ones too.
    pub(crate) async fn marks(
        &self,
        office: &OfficeId,
        date: Date,
        reading: Reading,
    ) -> Result<Vec<Numbered>, StoreError> {
        const WISH: &str = "list a day's bookings";
        let values = [(":pk", text(partition(office))), (":numbers", text(numbers(date)))];
        let condition = "PK = :pk AND begins_with(SK, :numbers)";
        let found = self.query(WISH, condition, &values, reading).await?;
        found.into_iter().map(|item| read(WISH, item)).collect()
    }

    /// The same as the queue takes it. Whether they have checked in, the queue
    /// knows itself.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn expected(&self, office: &Office, date: Date) -> Result<Vec<Expected>, StoreError> {
        let booked = self.numbers(&office.id, date).await?;
        Ok(booked.iter().filter_map(|booking| booking.expected(office, date)).collect())
    }

    /// The booking with this number, unless it is void.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn numbered(
        &self,
        office: &OfficeId,
        date: Date,
        number: Number,
    ) -> Result<Option<Numbered>, StoreError> {
        const WISH: &str = "find a booking by its number";
        let found = self.get(WISH, Key::Number(office, date, number), Reading::Eventual).await?;
        let booking: Option<Numbered> = found.map(|item| read(WISH, item)).transpose()?;
        Ok(booking.filter(|booking| !booking.void))
    }
}
