//! What can be done at an office.

use serde::{Deserialize, Serialize};

use super::{Further, ServiceWords};
use crate::{ids::ServiceId, time::Seconds};

/// One service (Anliegen).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name in paths and keys.
    pub id: ServiceId,
    /// Its name for people, such as "Personalausweis beantragen".
    pub name: String,
    /// What people call it or look for when they mean it, such as "Perso".
    pub also: Vec<String>,
    /// Under which heading it stands.
    pub category: Category,
    /// Minutes of an appointment for one person; 1 to the longest visit.
    pub minutes: u16,
    /// Minutes each further person adds.
    pub minutes_extra: u16,
    /// What to bring, one thing a line.
    pub bring: Vec<String>,
    /// Its name and what to bring in further languages.
    pub further: Further<ServiceWords>,
    /// Where it can be done without coming.
    pub online_url: Option<String>,
    /// Where to see whether a document can be collected.
    pub status_url: Option<String>,
    /// Whether a booking needs a name.
    pub name_required: bool,
    /// Whether mails must not name it.
    pub sensitive: bool,
    /// How long it takes, until that has been measured.
    pub prior: Prior,
}

impl Service {
    /// All words it can be found by, in every language: who lives in two
    /// looks for words of both.
    #[must_use]
    pub fn words(&self) -> String {
        let german = std::iter::once(&self.name).chain(&self.also);
        let further =
            self.further.values().flat_map(|it| std::iter::once(&it.name).chain(&it.also));
        german.chain(further).map(|words| words.to_lowercase()).collect::<Vec<_>>().join(" ")
    }

    /// Whether somebody who types this means it: each word is part of one of its own.
    #[must_use]
    pub fn is_meant_by(&self, typed: &str) -> bool {
        let words = self.words();
        typed.to_lowercase().split_whitespace().all(|typed| words.contains(typed))
    }
}

/// The two headings a citizen chooses from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// Something is applied for, registered or changed (Beantragung).
    Application,
    /// A finished document is collected (Abholung).
    Pickup,
}

/// How long a service is believed to take for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prior {
    /// The mean; positive.
    pub mean: Seconds,
    /// The coefficient of variation in percent; positive.
    pub cv_percent: u16,
}

impl Category {
    /// Both, in the order of the pages.
    pub const ALL: [Self; 2] = [Self::Application, Self::Pickup];

    /// The word in office files and queries.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Pickup => "pickup",
        }
    }
}

impl Prior {
    /// The coefficient of variation as a fraction.
    #[must_use]
    pub fn cv(self) -> f64 {
        f64::from(self.cv_percent) / 100.0
    }
}

impl Service {
    /// Minutes of an appointment for `count` people; `None` when that is no
    /// number of minutes at all.
    #[must_use]
    pub fn minutes_for(&self, count: u8) -> Option<u16> {
        let further = u16::from(count.checked_sub(1)?);
        self.minutes_extra.checked_mul(further)?.checked_add(self.minutes)
    }
}
