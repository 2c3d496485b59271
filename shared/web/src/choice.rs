//! Choosing a start: the month as a table of links, the times of a day.
//!
//! The same choice stands on the page of a service and on the page on which a
//! booking is moved. Every step is an address; only taking a time acts.

use std::collections::BTreeMap;

use askama::Template;
use domain::{
    day::{DaySlots, Slot},
    office::Office,
};
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;
use texts::Text;

use crate::{Words, fresh_key, paths};

/// What has been chosen so far. Whatever cannot be read counts as not chosen.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ChoiceQuery {
    day: Option<String>,
    month: Option<String>,
    view: Option<String>,
}

/// What a press on a time sends, and where to.
#[derive(Debug, Clone)]
pub struct Press {
    /// The command.
    pub action: String,
    /// What it needs besides `start`.
    pub fields: Vec<(&'static str, String)>,
    /// Whether the next free start has the focus, for somebody at a keyboard.
    pub is_focused: bool,
}

/// The choice of a start.
#[derive(Debug, Template)]
#[template(path = "choice.html")]
pub struct Choice<'a> {
    words: &'a Words,
    office: &'a Office,
    days: BTreeMap<Date, &'a DaySlots>,
    /// This page, without what `ChoiceQuery` adds.
    here: String,
    press: Press,
    /// A day inside the month that is shown.
    month: Date,
    chosen: Option<&'a DaySlots>,
    next: Option<&'a Slot>,
    is_list: bool,
    key: String,
}

/// One field of the table.
#[derive(Debug, PartialEq, Eq)]
struct Cell {
    date: Date,
    state: State,
    is_chosen: bool,
}

/// What a day has to offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Free,
    Full,
    Closed,
    /// Before today, or not to be booked yet.
    Outside,
}

impl<'a> Choice<'a> {
    /// The choice among these days of the booking window, on the page `here`.
    #[must_use]
    pub fn new(
        words: &'a Words,
        office: &'a Office,
        days: &'a [DaySlots],
        query: &ChoiceQuery,
        here: String,
        press: Press,
    ) -> Self {
        let next = days.iter().flat_map(|day| &day.slots).find(|slot| slot.free > 0);
        let first_free = days.iter().find(|day| day.free() > 0);
        let days: BTreeMap<Date, &DaySlots> = days.iter().map(|day| (day.date, day)).collect();
        let read = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        let month = query.month.as_ref().map(|month| format!("{month}-01"));
        let month = read(&month).filter(|month: &Date| {
            days.keys().any(|day| day.first_of_month() == month.first_of_month())
        });
        let asked = read(&query.day).and_then(|day: Date| days.get(&day).copied());
        // Turning a page chooses no day; otherwise the first free one is open.
        let chosen = if month.is_some() { asked } else { asked.or(first_free) };
        let month = month
            .or(chosen.map(|day| day.date))
            .or(days.keys().next().copied())
            .unwrap_or_default();
        let is_list = query.view.as_deref() == Some("list");
        Self { words, office, days, here, press, month, chosen, next, is_list, key: fresh_key() }
    }

    /// The weeks of the month, Monday first.
    fn weeks(&self) -> Vec<Vec<Option<Cell>>> {
        let (first, last) = (self.month.first_of_month(), self.month.last_of_month());
        let before = first.weekday().to_monday_zero_offset();
        let mut fields: Vec<Option<Cell>> = (0..before).map(|_| None).collect();
        let dates = first.series(1.day()).take_while(|date| *date <= last);
        fields.extend(dates.map(|date| Some(self.cell(date))));
        while !fields.len().is_multiple_of(7) {
            fields.push(None);
        }
        let mut weeks = Vec::new();
        while !fields.is_empty() {
            let rest = fields.split_off(7);
            weeks.push(std::mem::replace(&mut fields, rest));
        }
        weeks
    }

    fn cell(&self, date: Date) -> Cell {
        let state = match self.days.get(&date) {
            None => State::Outside,
            Some(day) if day.free() > 0 => State::Free,
            Some(_) if self.office.closed_because(date).is_some() => State::Closed,
            Some(_) => State::Full,
        };
        Cell { date, state, is_chosen: self.chosen.is_some_and(|chosen| chosen.date == date) }
    }

    /// The month that lies so many months away, if any of its days can be booked.
    fn turned(&self, months: i32) -> Option<Date> {
        let month = self.month.first_of_month().checked_add(months.months()).ok()?;
        let within = |day: &&Date| day.first_of_month() == month;
        self.days.keys().find(within).map(|_| month)
    }

    fn free_days(&self) -> impl Iterator<Item = &&DaySlots> {
        self.days.values().filter(|day| day.free() > 0)
    }

    /// The free times of a day, before noon and after.
    fn halves<'b>(&self, day: &'b DaySlots) -> Vec<(&'static str, Vec<&'b Slot>)> {
        let free = day.slots.iter().filter(|slot| slot.free > 0);
        let (morning, afternoon): (Vec<_>, Vec<_>) =
            free.partition(|slot| slot.start.at(&self.office.zone).hour() < 12);
        let halves = [("choice-morning", morning), ("choice-afternoon", afternoon)];
        halves.into_iter().filter(|(_, slots)| !slots.is_empty()).collect()
    }

    fn day_href(&self, date: Date) -> String {
        format!("{}#zeiten", paths::with(self.here.as_str(), "day", &date.to_string()))
    }

    fn month_href(&self, month: Date) -> String {
        let month = month.strftime("%Y-%m").to_string();
        format!("{}#kalender", paths::with(self.here.as_str(), "month", &month))
    }

    fn list_href(&self) -> String {
        format!("{}#kalender", paths::with(self.here.as_str(), "view", "list"))
    }

    fn time(&self, slot: &Slot) -> String {
        slot.start.at(&self.office.zone).strftime("%-H:%M").to_string()
    }

    fn last_day(&self) -> Text {
        texts::short_day(self.days.keys().next_back().copied().unwrap_or_default())
    }

    fn value(&self, slot: &Slot) -> String {
        slot.start.rfc3339(&self.office.zone)
    }

    /// One key for each time, so that going back and taking another time is
    /// another command, and pressing twice is not.
    fn key(&self, slot: &Slot) -> String {
        format!("{}-{}", self.key, slot.start.0)
    }

    fn first_time(&self, day: &DaySlots) -> String {
        let first = day.slots.iter().find(|slot| slot.free > 0);
        first.map(|slot| self.time(slot)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
