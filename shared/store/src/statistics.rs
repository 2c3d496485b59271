//! The figures of past days, and what they come to together.
//!
//! A day's figures are counted from its history when it is over, once, by the
//! first event of a later day. No schedule is needed, and whoever deletes the
//! items gets the same ones again.

use std::collections::{BTreeMap, btree_map::Entry};

use domain::{
    estimate::Residuals,
    ids::OfficeId,
    queue::Event,
    statistics::{DayStatistics, Figures, recount},
    time::Seconds,
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    Configured, Store, StoreError,
    items::{item, read},
    keys::{Key, partition, text},
    requests::Reading,
};

/// How far back is counted: eight weeks.
const WEEKS: i64 = 8;

/// How long a day's figures are kept.
const KEPT: Seconds = Seconds::hours(24 * 400);

/// What has been measured up to a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredUntil {
    /// The day, itself not counted.
    #[serde(rename = "d")]
    pub date: Date,
    /// All days of the eight weeks before it together.
    #[serde(rename = "f")]
    pub figures: Figures,
}

impl Store {
    /// What was measured last; `None` before anything was.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn measured(&self, office: &OfficeId) -> Result<Option<MeasuredUntil>, StoreError> {
        const WISH: &str = "read what was measured";
        let found = self.get(WISH, Key::Measured(office), Reading::Eventual).await?;
        found.map(|item| read(WISH, item)).transpose()
    }

    /// The figures of the days from `from` to `to` that are counted.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn figures(
        &self,
        office: &OfficeId,
        from: Date,
        to: Date,
    ) -> Result<BTreeMap<Date, Figures>, StoreError> {
        const WISH: &str = "read the figures of some days";
        let values = [
            (":pk", text(partition(office))),
            (":from", text(Key::Statistics(office, from).sk())),
            (":to", text(Key::Statistics(office, to).sk())),
        ];
        let condition = "PK = :pk AND SK BETWEEN :from AND :to";
        let found = self.query(WISH, condition, &values, Reading::Eventual).await?;
        let days = found.into_iter().map(|item| read::<DayStatistics>(WISH, item));
        days.map(|day| day.map(|day| (day.date, day.figures))).collect()
    }

    /// Counts every day of the eight weeks before `today` that is not counted
    /// yet, and notes what all of them come to. Doing it again changes nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn count_days_before(
        &self,
        office: &Configured,
        today: Date,
    ) -> Result<(), StoreError> {
        const WISH: &str = "count the days that are over";
        let id = &office.office.id;
        let noted = self.measured(id).await?.map(|measured| measured.date);
        if noted >= Some(today) {
            return Ok(());
        }
        let from = today.saturating_sub(WEEKS.weeks());
        let yesterday = today.saturating_sub(1.days());
        let mut figures = self.figures(id, from, yesterday).await?;
        // What was noted has been counted, also where it came to nothing.
        let mut date = noted.unwrap_or(from).max(from);
        while date < today {
            if let Entry::Vacant(missing) = figures.entry(date) {
                let events = self.history(id, date).await?;
                // Where only bookings were made nobody was there to be measured.
                let last = events.last().filter(|_| events.iter().any(Event::is_of_the_hall));
                if let Some(last) = last {
                    let day = recount(&office.office, date, &events);
                    let ttl = Some((last.at + KEPT).0);
                    let counted = item(WISH, Key::Statistics(id, date), &day, ttl)?;
                    self.put_if_absent(WISH, counted).await?;
                    missing.insert(day.figures);
                }
            }
            date = date.saturating_add(1.days());
        }
        let mut sum = Figures::sum(figures.values());
        let newest_first = figures.values().rev().map(|day| &day.residuals);
        sum.residuals = Residuals::recent(newest_first);
        let measured = MeasuredUntil { date: today, figures: sum };
        let measured = item(WISH, Key::Measured(id), &measured, None)?;
        let newer = [(":d", text(today.to_string()))];
        self.put_if(WISH, measured, "attribute_not_exists(PK) OR d < :d", &newer).await
    }
}
