//! Why an office file is refused, where, and what to do about it.

use std::{fmt, ops::Range};

use super::HoursRefusal;

/// A file that does not describe an office: where it is wrong, why, and the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeFileError {
    /// The file: `city.toml` or the name that was given.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// What is wrong and the remedy.
    pub refusal: Refusal,
}

impl fmt::Display for OfficeFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, refusal } = self;
        write!(f, "{file}:{line}:{column}: {refusal}")
    }
}

impl std::error::Error for OfficeFileError {}

/// What is wrong in a city or office file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No TOML, or a value of another kind than the key wants.
    #[error("{0}")]
    Toml(String),
    /// A key nobody reads: a misspelt setting must not be ignored.
    #[error("unknown key `{key}`; {}", hint(.key, .allowed))]
    UnknownKey {
        /// As written.
        key: String,
        /// The keys that exist there.
        allowed: Vec<String>,
    },
    /// A word that is not one of the words allowed there.
    #[error("unknown {what} `{text}`; {}", hint(.text, .allowed))]
    UnknownWord {
        /// What the word should name.
        what: &'static str,
        /// As written.
        text: String,
        /// The words that exist.
        allowed: Vec<String>,
    },
    /// A key without which there is no office.
    #[error("`{key}` is missing; add `{key} = …` here")]
    Missing {
        /// The key.
        key: String,
    },
    /// An empty list or text where something must stand.
    #[error("`{key}` is empty; {remedy}")]
    Empty {
        /// The key.
        key: &'static str,
        /// What to write.
        remedy: &'static str,
    },
    /// A number that makes no sense.
    #[error("`{key}` is {value}; allowed are {least} to {most}")]
    OutOfRange {
        /// The key.
        key: &'static str,
        /// As written.
        value: u32,
        /// The least that is allowed.
        least: u32,
        /// The most that is allowed.
        most: u32,
    },
    /// A text that is not what its key wants.
    #[error("`{text}` is not {expected}")]
    NotA {
        /// As written.
        text: String,
        /// What is wanted, with an example.
        expected: &'static str,
    },
    /// Not in the time zone database.
    #[error("unknown time zone `{name}`; write an IANA name such as `Europe/Berlin`")]
    TimeZone {
        /// As written.
        name: String,
    },
    /// Languages without the one the law wants.
    #[error("`languages` lacks `de`; add it")]
    NoGerman,
    /// Opening hours that are none.
    #[error(transparent)]
    Hours(#[from] HoursRefusal),
    /// A time or day that ends before it begins.
    #[error("it ends at {to}, not after its beginning at {from}; exchange them or correct one")]
    Backwards {
        /// The beginning.
        from: String,
        /// The end.
        to: String,
    },
    /// Something planned for a closed office.
    #[error("on {day} at {time} the office is closed (opening_hours = \"{hours}\")")]
    Closed {
        /// The OSM code of the day.
        day: &'static str,
        /// The first time outside.
        time: String,
        /// The opening hours.
        hours: String,
    },
    /// Nobody could come then.
    #[error(
        "an appointment on {day} at {time} cannot end before the office closes at {closes}: \
         the shortest service takes {shortest} minutes; end the starts earlier"
    )]
    TooLate {
        /// The OSM code of the day.
        day: &'static str,
        /// The start.
        time: String,
        /// When the office closes.
        closes: String,
        /// Minutes of the shortest service.
        shortest: u16,
    },
    /// Two entries say something about the same time.
    #[error("it overlaps the entry of line {line} on {day}; one time belongs to one entry")]
    Overlap {
        /// Where the other one stands.
        line: usize,
        /// The OSM code of a common day.
        day: &'static str,
    },
    /// More at once than there are counters.
    #[error("`{key}` is {wanted}, but on {day} at {time} only {staffed} counters are staffed")]
    TooParallel {
        /// The key.
        key: &'static str,
        /// How many are wanted.
        wanted: u16,
        /// The OSM code of the day.
        day: &'static str,
        /// The time.
        time: String,
        /// How many there are.
        staffed: u16,
    },
    /// The plan and the quota say different things.
    #[error(
        "`weekly_quota` is {quota}, but the plan has {planned} starts a week; \
         they may differ by a tenth: correct one, or leave `weekly_quota` out"
    )]
    Quota {
        /// As written.
        quota: u32,
        /// What the plan adds up to.
        planned: u32,
    },
    /// Two things of one name.
    #[error("{what} `{id}` already stands in line {line}; rename or remove one")]
    Duplicate {
        /// What it is.
        what: &'static str,
        /// The name.
        id: String,
        /// Where the other one stands.
        line: usize,
    },
    /// A service nobody can provide.
    #[error("no counter offers `{service}`; add it to the `services` of a counter")]
    NoCounter {
        /// The service.
        service: String,
    },
    /// One of the two headings would be empty.
    #[error("no service has category = \"{category}\"; both must be offered: add one")]
    NoCategory {
        /// The missing one.
        category: &'static str,
    },
    /// Bands with a common number.
    #[error("the numbers of `{one}` and `{other}` overlap; one number belongs to one band")]
    BandsOverlap {
        /// The earlier key.
        one: &'static str,
        /// The later key.
        other: &'static str,
    },
    /// A band that a busy day would exhaust.
    #[error(
        "`{band}` has {numbers} numbers, but its busiest day expects {expected}, \
         which with three tenths in reserve needs {needed}; widen the band"
    )]
    BandTooSmall {
        /// The key.
        band: &'static str,
        /// How many there are.
        numbers: u16,
        /// What the busiest day expects.
        expected: u32,
        /// How many there must be.
        needed: u32,
    },
}

/// A refusal and the bytes of the file it is about.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Range<usize>,
    pub(super) refusal: Refusal,
}

impl Fault {
    pub(super) fn at(span: Range<usize>, refusal: Refusal) -> Self {
        Self { span, refusal }
    }

    /// Where it stands in `text`.
    pub(super) fn locate(self, file: &str, text: &str) -> OfficeFileError {
        let before = text.get(..self.span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        OfficeFileError {
            file: file.to_owned(),
            line: line_of(text, self.span.start),
            column: before[line_start..].chars().count() + 1,
            refusal: self.refusal,
        }
    }
}

impl From<toml::de::Error> for Fault {
    fn from(error: toml::de::Error) -> Self {
        Self { span: error.span().unwrap_or(0..0), refusal: of_message(error.message()) }
    }
}

/// The line of a byte, counted from 1.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}

/// serde tells of unknown and missing keys only in words; the names are
/// between backticks, the offending one first.
fn of_message(message: &str) -> Refusal {
    let mut names = message.split('`').skip(1).step_by(2).map(str::to_owned);
    let first_line = || {
        let line = message.lines().next().unwrap_or_default();
        let line = line.replace("expected a TOML datetime", "expected a day such as 2026-12-24");
        let line = line.replace("an array of length 2", "two numbers such as [100, 599]");
        let line = line.replace("duplicate key", "duplicate key; remove one of the two");
        Refusal::Toml(line.replace("expected u32", "expected a whole number"))
    };
    let Some(first) = names.next() else { return first_line() };
    if message.starts_with("unknown field") {
        Refusal::UnknownKey { key: first, allowed: names.collect() }
    } else if message.starts_with("unknown variant") {
        Refusal::UnknownWord { what: "word", text: first, allowed: names.collect() }
    } else if message.starts_with("missing field") {
        Refusal::Missing { key: first }
    } else {
        first_line()
    }
}

/// "did you mean `minutes`?", or what is allowed when nothing is near.
fn hint(text: &str, allowed: &[String]) -> String {
    let near = |word: &&String| {
        // Among words of two letters everything is near everything.
        let long_enough = text.len().max(word.len()) > 2;
        long_enough && distance(text, word) <= (word.len() / 3).max(1)
    };
    let nearest = allowed.iter().filter(near).min_by_key(|word| distance(text, word));
    let begun = || allowed.iter().find(|word| text.len() > 3 && word.starts_with(text));
    match nearest.or_else(begun) {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("allowed are `{}`", allowed.join("`, `")),
    }
}

/// How many characters to insert, delete or replace (Levenshtein), case aside.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.to_lowercase().chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}
