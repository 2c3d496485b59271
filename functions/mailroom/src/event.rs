//! What the function is told: an hour, or what became of a mail.

use domain::{
    booking::Returned,
    ids::{Number, OfficeId},
    time::Moment,
};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;

/// An event of `EventBridge`, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Envelope")]
pub enum Event {
    /// An hour has begun.
    Hour {
        /// When: the only clock here.
        now: Moment,
    },
    /// A mail has come back.
    CameBack(CameBack),
    /// Anything else.
    Other,
}

/// A mail that has come back, by what the mail function has tagged it with:
/// neither an address nor a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameBack {
    /// The office of the booking.
    pub office: OfficeId,
    /// The day of the number.
    pub date: Date,
    /// The number that the mail told.
    pub number: Number,
    /// Why it came back.
    pub returned: Returned,
}

/// What `EventBridge` puts around every event.
#[derive(Deserialize)]
struct Envelope {
    source: String,
    time: Timestamp,
    #[serde(default)]
    detail: Detail,
}

/// What SES tells of a mail. It also has the address, which is not read.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Detail {
    event_type: String,
    mail: Tagged,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tagged {
    tags: Tags,
}

/// Each tag may have several values; ours have one.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Tags {
    office: Vec<String>,
    date: Vec<String>,
    number: Vec<String>,
}

impl From<Envelope> for Event {
    fn from(envelope: Envelope) -> Self {
        let Envelope { source, time, detail } = envelope;
        match source.as_str() {
            "aws.events" | "aws.scheduler" => Self::Hour { now: Moment(time.as_second()) },
            "aws.ses" => detail.came_back().map_or(Self::Other, Self::CameBack),
            _ => Self::Other,
        }
    }
}

impl Detail {
    fn came_back(&self) -> Option<CameBack> {
        let returned = match self.event_type.as_str() {
            "Bounce" | "Reject" => Returned::Bounced,
            "Complaint" => Returned::Complained,
            _ => return None,
        };
        let Tags { office, date, number } = &self.mail.tags;
        Some(CameBack {
            office: office.first()?.parse().ok()?,
            date: date.first()?.parse().ok()?,
            number: number.first()?.parse().ok()?,
            returned,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(event: Value) -> Event {
        serde_json::from_value(event).unwrap()
    }

    fn ses(kind: &str) -> Value {
        json!({
            "version": "0", "source": "aws.ses", "detail-type": "Email Bounced",
            "time": "2026-12-01T09:00:00Z",
            "detail": { "eventType": kind,
                "bounce": { "bounceType": "Permanent",
                    "bouncedRecipients": [{ "emailAddress": "erika@example.org" }] },
                "mail": { "messageId": "0107", "destination": ["erika@example.org"],
                    "tags": { "ses:configuration-set": ["wertmarke"], "office": ["mitte"],
                        "date": ["2026-12-09"], "number": ["612"], "revision": ["0"] } } }
        })
    }

    #[test]
    fn an_hour_is_when_it_was_due() {
        let hour = json!({ "version": "0", "detail-type": "Scheduled Event",
            "source": "aws.events", "time": "2026-12-01T09:00:00Z", "detail": {} });
        assert_eq!(read(hour), Event::Hour { now: Moment(1_796_115_600) });
    }

    #[test]
    fn a_mail_comes_back_by_its_tags() {
        let number = "612".parse().unwrap();
        let back = |returned| {
            let (office, date) = ("mitte".parse().unwrap(), "2026-12-09".parse().unwrap());
            Event::CameBack(CameBack { office, date, number, returned })
        };
        assert_eq!(read(ses("Bounce")), back(Returned::Bounced));
        assert_eq!(read(ses("Complaint")), back(Returned::Complained));
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        assert_eq!(read(ses("Delivery")), Event::Other);
        let mut untagged = ses("Bounce");
        untagged["detail"]["mail"]["tags"] = json!({});
        assert_eq!(read(untagged), Event::Other);
        let other = json!({ "source": "aws.s3", "time": "2026-12-01T09:00:00Z" });
        assert_eq!(read(other), Event::Other);
    }
}
