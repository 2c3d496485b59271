//! How it stands with the promise to somebody who waits.

use super::{Entry, Punctuality};
use crate::{
    office::Office,
    statistics::Promise,
    time::{Moment, Seconds},
};

/// So long before the promise to a walk-in is broken it is soon due.
const SOON: Seconds = Seconds::minutes(10);

/// How it stands with a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Light {
    /// There is time.
    OnTime,
    /// The booked time has come, or half an hour is nearly over.
    Soon,
    /// The call is overdue.
    Overdue,
}

impl Entry {
    /// When this visit has to be called at the latest, and by which promise.
    #[must_use]
    pub fn promised(&self, office: &Office) -> (Promise, Moment) {
        let since = self.appointment.as_ref().and_then(|appointment| {
            match Punctuality::of(office, appointment.start, self.arrived) {
                Punctuality::InTime => Some(appointment.start),
                Punctuality::Late => Some(self.arrived),
                Punctuality::TooLate => None,
            }
        });
        let promise = if since.is_some() { Promise::ThreeMinutes } else { Promise::ThirtyMinutes };
        (promise, since.unwrap_or(self.arrived) + promise.within())
    }

    /// How it stands with the promise to this visit, which waits.
    #[must_use]
    pub fn light(&self, office: &Office, now: Moment) -> Light {
        let (promise, due) = self.promised(office);
        let soon = match promise {
            Promise::ThreeMinutes => promise.within(),
            Promise::ThirtyMinutes => SOON,
        };
        match due - now {
            left if left < Seconds(0) => Light::Overdue,
            left if left <= soon => Light::Soon,
            _ => Light::OnTime,
        }
    }
}
