//! One office and its calendar: what its two files say, checked once.
//!
//! [`Office::parse`] is the only way in. After it every service is offered by
//! some counter, every planned start lies inside the opening hours, and nobody
//! checks again.

mod address;
mod calendar;
mod check;
mod city;
mod days;
mod file;
mod further;
mod hours;
mod items;
mod keeps;
mod land;
mod numbers;
mod plan;
mod refusal;
mod service;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

pub use self::{
    address::{Address, Contact, Language},
    calendar::{ClosedReason, Closure},
    city::City,
    days::{Weekdays, weekday_code},
    further::{Further, OfficeWords, ServiceWords},
    hours::{Hours, HoursRefusal},
    items::{Item, Items, ItemsRefusal},
    keeps::Lost,
    land::Land,
    numbers::{Band, Numbers},
    plan::{NotPublished, PlannedStarts, Published, Staffing, Starts},
    refusal::{OfficeFileError, Refusal},
    service::{Category, Prior, Service},
};
use crate::{
    ids::{CounterId, OfficeId, ServiceId},
    time::Seconds,
};

/// One office (Bürgerbüro), complete and consistent.
#[derive(Debug, Clone, PartialEq)]
pub struct Office {
    /// Its name in paths and keys.
    pub id: OfficeId,
    /// Its name for people, such as "Bürgerbüro Mitte".
    pub name: String,
    /// What it shares with the other offices of its city.
    pub city: City,
    /// Where it is.
    pub address: Address,
    /// Whose public holidays it keeps.
    pub land: Land,
    /// Its wall clock.
    pub zone: TimeZone,
    /// The languages of its pages, the default one first; contains `de`.
    pub languages: Vec<Language>,
    /// When it is open in an ordinary week. Private, so that an office comes
    /// only from [`Office::parse`]; read it through [`Office::hours`].
    hours: Hours,
    /// Days on which it stays closed, in the order of the file.
    pub closures: Vec<Closure>,
    /// Its counters in the order of the file; at least one.
    pub counters: Vec<Counter>,
    /// What a counter is called here: "Schalter", "Platz", "Zimmer".
    pub counter_word: String,
    /// What the info desk is called here, such as "Infotheke".
    pub desk_word: String,
    /// What its file says besides in further languages.
    pub further: Further<OfficeWords>,
    /// What can be done here, in the order of the file; both categories occur.
    pub services: Vec<Service>,
    /// The rules of booking.
    pub booking: BookingRules,
    /// The rules of the day.
    pub day: DayRules,
    /// The rules of calling.
    pub calls: CallRules,
    /// Which numbers are for whom.
    pub numbers: Numbers,
    /// How many appointments may start when, in an ordinary week.
    pub plan: Vec<PlannedStarts>,
    /// How many counters are staffed when; empty means all, always.
    pub staffing: Vec<Staffing>,
    /// Walk-ins expected in an ordinary week, until they have been measured.
    pub walk_ins_per_week: u32,
    /// How long personal data is kept after the day of the visit.
    pub retention: Seconds,
    /// What the office has turned on.
    pub switches: Switches,
    /// What its head has published instead of `plan` for some days.
    published: Published,
    /// What follows from the priors, kept for [`Office::tables`].
    believed: tables::Believed,
}

/// One counter (Schalter).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// Its name on the board, such as `7`.
    pub id: CounterId,
    /// What is done there; every service when the file names none. Never empty.
    pub services: BTreeSet<ServiceId>,
    /// Whether it is reached without steps.
    pub step_free: bool,
}

/// The rules of booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookingRules {
    /// The last bookable day is this many days after today.
    pub window_days: u16,
    /// How long a chosen slot is held.
    pub hold: Seconds,
    /// Active future bookings of one e-mail address.
    pub per_address: u16,
    /// How often one booking may be moved.
    pub moves: u16,
    /// The longest visit, in minutes.
    pub max_minutes: u16,
    /// Appointments a week the office wants to offer.
    pub weekly_quota: u32,
}

/// The rules of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRules {
    /// Checked in this long after the booked time, it is still an appointment.
    pub late_grace: Seconds,
    /// This long after the booked time a counter is kept free for somebody
    /// who has not checked in.
    pub hold_grace: Seconds,
    /// The last ticket is drawn this long before closing.
    pub last_ticket: Seconds,
    /// So long after closing at most the last one is called; with more people
    /// waiting than that no further tickets are drawn.
    pub overtime: Seconds,
    /// So many visits may be marked urgent within an hour.
    pub urgent_per_hour: u16,
}

/// The rules of calling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallRules {
    /// A call cannot be repeated sooner than this.
    pub recall_lock: Seconds,
    /// "Not here" is accepted this long after a call.
    pub not_here_after: Seconds,
    /// With this many times "not here" a visit is a no-show.
    pub not_here_calls: u16,
    /// How long a visit rests after "not here".
    pub not_here_pause: Seconds,
}

/// What the office has turned on; everything is off unless its file says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of the office file")]
pub struct Switches {
    /// A shorter walk-in may be called before longer ones, where those would
    /// not fit before an appointment.
    pub overtaking: bool,
    /// A counter may wait for an appointment while walk-ins wait.
    pub holding: bool,
    /// A booking must be confirmed by a link in the mail.
    pub activation_mail: bool,
    /// Checking in by phone asks for the code on the hall's display.
    pub arrival_code: bool,
}

impl Switches {
    /// Whether calls are weighed against the appointments to come.
    #[must_use]
    pub const fn guard(self) -> bool {
        self.overtaking || self.holding
    }
}

impl Office {
    /// When it is open in an ordinary week.
    #[must_use]
    pub fn hours(&self) -> &Hours {
        &self.hours
    }

    /// The service of this name, if it is offered here.
    #[must_use]
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == *id)
    }

    /// The counter of this name.
    #[must_use]
    pub fn counter(&self, id: &CounterId) -> Option<&Counter> {
        self.counters.iter().find(|counter| counter.id == *id)
    }
}

impl Counter {
    /// Whether this is done here.
    #[must_use]
    pub fn serves(&self, service: &ServiceId) -> bool {
        self.services.contains(service)
    }
}
