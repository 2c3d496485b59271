//! What happened, for the history of a day.
//!
//! Every change of a visit is an event: when, in which role, and why, where the
//! policy decided. Never by whom, and never at which counter: with the times of
//! a counter one could measure a person's work. Everything that statistics count
//! can be counted again from a day's events.

use serde::{Deserialize, Serialize};

use super::{Reason, Urgent, entry::as_text};
use crate::{estimate::Told, ids::Number, office::Items, time::Moment};

/// As what somebody acted; never who.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The person whose visit it is.
    Citizen,
    /// A person at the kiosk.
    Kiosk,
    /// The info desk, for a person who stands there.
    InfoDesk,
    /// A counter.
    Clerk,
    /// The head of the office.
    Lead,
}

/// Something that happened to a visit, or to a counter if it has no number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What happened.
    #[serde(rename = "k")]
    pub kind: EventKind,
    /// When.
    #[serde(rename = "t")]
    pub at: Moment,
    /// In which role it was done.
    #[serde(rename = "b")]
    pub by: Actor,
    /// To the visit with this number.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// Why, where the policy decided.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What the visit is for from here on, where that is new.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none", with = "maybe_text")]
    pub items: Option<Items>,
    /// For when it is booked from here on, where that is new; of a disturbance,
    /// until when it lasts.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Moment>,
    /// Whether nobody knows when the service that ended here really ended.
    #[serde(rename = "u", default, skip_serializing_if = "std::ops::Not::not")]
    pub unmeasured: bool,
    /// Which wait a ticket told, where it told one.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
    /// Why a visit cannot wait, where it was marked so.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub urgent: Option<Urgent>,
    /// Whether it happened while there was no network, and was entered afterwards.
    #[serde(rename = "o", default, skip_serializing_if = "std::ops::Not::not")]
    pub outage: bool,
}

impl Event {
    /// An event that says no more than this.
    #[must_use]
    pub const fn new(kind: EventKind, at: Moment, by: Actor) -> Self {
        let (number, reason, items, start, told) = (None, None, None, None, None);
        let (unmeasured, urgent, outage) = (false, None, false);
        Self { kind, at, by, number, reason, items, start, unmeasured, told, urgent, outage }
    }

    /// Whether it happened in the office, and not to a booking before.
    #[must_use]
    pub const fn is_of_the_hall(&self) -> bool {
        !matches!(
            self.kind,
            EventKind::Booked
                | EventKind::Moved
                | EventKind::MovedAway
                | EventKind::Cancelled
                | EventKind::Displaced
                | EventKind::Offered
                | EventKind::Accepted
        )
    }

    /// The same of a visit with this number.
    #[must_use]
    pub fn of(self, number: impl Into<Option<Number>>) -> Self {
        Self { number: number.into(), ..self }
    }

    /// The same for these services.
    #[must_use]
    pub fn for_items(self, items: &Items) -> Self {
        Self { items: Some(items.clone()), ..self }
    }

    /// The same with this booked time.
    #[must_use]
    pub fn booked_for(self, start: Moment) -> Self {
        Self { start: Some(start), ..self }
    }
}

/// What can happen. From booking to arrival it happens to a booking, from then
/// on in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// An appointment was booked.
    Booked,
    /// It was moved to this start.
    Moved,
    /// It was moved away to another day.
    MovedAway,
    /// It was cancelled.
    Cancelled,
    /// The office closed on its day.
    Displaced,
    /// This start was held for an appointment whose day was closed.
    Offered,
    /// That start was accepted.
    Accepted,
    /// A ticket was drawn.
    Drawn,
    /// An appointment checked in.
    CheckedIn,
    /// Somebody who had been not there is back.
    Back,
    /// A visit that waits was marked urgent.
    Urgent,
    /// A question was answered at the info desk; it has no visit.
    Answered,
    /// A visit was called.
    Called,
    /// A visit was called again.
    Recalled,
    /// Service began.
    Started,
    /// The clerk said that a long service is still going on.
    Continued,
    /// Service ended.
    Finished,
    /// Called and not there; waits on.
    Absent,
    /// Called and not there for the last time.
    NoShow,
    /// The called visit was put back because another stood at the counter.
    PutBack,
    /// Set aside.
    Parked,
    /// Taken up again.
    Resumed,
    /// A service was added while serving.
    Added,
    /// Sent on to another counter or service.
    Forwarded,
    /// The person went away.
    Left,
    /// A counter's latest command was taken back.
    Undone,
    /// The clerk said that the visit takes longer.
    TakesLonger,
    /// A counter called for help.
    HelpCalled,
    /// Somebody has seen that.
    HelpSeen,
    /// The notice in the hall was changed.
    Posted,
    /// The office was interrupted.
    Interrupted,
    /// It went on.
    WentOn,
    /// No more numbers are given out.
    NumbersStopped,
    /// Numbers are given out again.
    NumbersAgain,
    /// This service cannot be done, from here on and until this start.
    Disturbed,
    /// It can be done again, before that.
    Restored,
    /// A counter is kept free for an appointment, of this start.
    Held,
    /// A counter opened.
    Opened,
    /// A counter paused, now or after its present visit.
    Paused,
    /// Something that a newer version knows, which serves on the same table for a
    /// moment: no queue becomes unreadable by it.
    #[serde(other)]
    Unknown,
}

/// [`as_text`] for what may be missing.
mod maybe_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::as_text;
    use crate::office::Items;

    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Text(#[serde(with = "as_text")] Items);

    #[derive(Serialize)]
    #[serde(transparent)]
    struct Borrowed<'a>(#[serde(serialize_with = "as_text::serialize")] &'a Items);

    #[expect(clippy::ref_option, reason = "serde gives the field as it is")]
    pub(super) fn serialize<S: Serializer>(
        items: &Option<Items>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        items.as_ref().map(Borrowed).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Items>, D::Error> {
        Ok(Option::<Text>::deserialize(from)?.map(|Text(items)| items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::items;

    #[test]
    fn an_event_is_short_where_it_has_little_to_say() {
        let event = Event::new(EventKind::Opened, Moment(7), Actor::Clerk);
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(json, r#"{"k":"opened","t":7,"b":"clerk"}"#);
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
    }

    #[test]
    fn what_a_newer_version_notes_makes_nothing_unreadable() {
        let event: Event = serde_json::from_str(r#"{"k":"levitated","t":7,"b":"clerk"}"#).unwrap();
        assert_eq!(event, Event::new(EventKind::Unknown, Moment(7), Actor::Clerk));
    }

    #[test]
    fn an_event_reads_back() {
        let number = Number::new(612);
        let told = Some(Told::from((700, 600, 900, 10, 15)));
        let new = Event::new(EventKind::CheckedIn, Moment(9), Actor::Kiosk);
        let event = Event { unmeasured: true, told, ..new }
            .of(number)
            .for_items(&items("meldung"))
            .booked_for(Moment(60));
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
        assert!(json.contains(r#""s":"meldung""#), "{json}");
        assert!(json.contains(r#""w":[700,600,900,10,15]"#), "{json}");
    }
}
