//! The city's clock: the system's, moved by an offset that is kept with the data.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::files;

/// The clock everybody in the city goes by. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    offset_ms: AtomicI64,
    stopped: Mutex<Option<Timestamp>>,
    file: Option<PathBuf>,
    zone: TimeZone,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    offset_ms: i64,
}

impl Clock {
    /// A clock that keeps its offset in this file, or only in memory.
    ///
    /// # Errors
    ///
    /// When the file is there and cannot be read.
    pub fn open(file: Option<PathBuf>, zone: TimeZone) -> io::Result<Self> {
        let kept = file.as_deref().map(files::read).transpose()?.flatten();
        let kept = kept.map(|kept| serde_json::from_str(&kept)).transpose()?;
        let Kept { offset_ms } = kept.unwrap_or(Kept { offset_ms: 0 });
        let (offset_ms, stopped) = (AtomicI64::new(offset_ms), Mutex::default());
        Ok(Self(Arc::new(Inner { offset_ms, stopped, file, zone })))
    }

    /// The city's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.at(system_now())
    }

    /// The city's time when the system's clock shows `system`.
    #[must_use]
    pub fn at(&self, system: Timestamp) -> Timestamp {
        if let Some(stopped) = *self.0.stopped.lock().unwrap_or_else(PoisonError::into_inner) {
            return stopped;
        }
        let offset = SignedDuration::from_millis(self.0.offset_ms.load(Ordering::Relaxed));
        // Setting refuses what is out of range, so saturating never happens.
        system.saturating_add(offset).unwrap_or(system)
    }

    /// The city's time in the city's zone, with seconds and offset.
    #[must_use]
    pub fn rfc3339(&self) -> String {
        self.now().to_zoned(self.0.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// The zone of the city's wall clocks.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.0.zone
    }

    /// Sets the clock, which runs on from there.
    ///
    /// # Errors
    ///
    /// When the offset could not be kept; the clock stays as it was.
    pub fn set(&self, now: Timestamp) -> io::Result<()> {
        let offset = now.as_millisecond() - system_now().as_millisecond();
        if let Some(file) = &self.0.file {
            files::replace(file, &serde_json::to_vec(&Kept { offset_ms: offset })?)?;
        }
        self.0.offset_ms.store(offset, Ordering::Relaxed);
        *self.0.stopped.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// Stops the clock at an instant until it is set or the city ends: whoever
    /// lives through a day to the second must not depend on the machine's speed.
    pub fn stop(&self, at: Timestamp) {
        *self.0.stopped.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }
}

/// The one place that reads the system's clock.
#[expect(clippy::disallowed_methods, reason = "the city's clock runs on the system's")]
pub(crate) fn system_now() -> Timestamp {
    Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Reads an instant as RFC 3339 with any offset; a bracketed zone is refused.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    let earliest = Timestamp::UNIX_EPOCH;
    let latest: Timestamp = "2200-01-01T00:00:00Z".parse().ok()?;
    let now = text.parse().ok().filter(|_| !text.contains('['))?;
    (earliest..latest).contains(&now).then_some(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    #[test]
    fn a_set_clock_survives_and_runs_on() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("clock.json");
        let set = parse("2027-03-01T08:00:00+01:00").unwrap();
        Clock::open(Some(file.clone()), berlin()).unwrap().set(set).unwrap();

        let clock = Clock::open(Some(file), berlin()).unwrap();
        let first = clock.now();
        assert!(first >= set && first < set + SignedDuration::from_mins(5), "{first}");
        assert!(clock.rfc3339().starts_with("2027-03-01T08:0"), "{}", clock.rfc3339());
        assert!(clock.rfc3339().ends_with("+01:00"));
        while clock.now() == first {
            std::hint::spin_loop();
        }
        assert!(clock.now() > first);
    }

    #[test]
    fn instants_need_an_offset_and_no_bracketed_zone() {
        let utc = parse("2026-12-01T07:00:00Z");
        assert_eq!(parse("2026-12-01T08:00:00+01:00"), utc);
        for refused in ["2026-12-01T07:00:00", "2026-12-01T08:00:00+01:00[Europe/Berlin]", "today"]
        {
            assert_eq!(parse(refused), None, "{refused}");
        }
        assert_eq!(parse("9999-12-31T00:00:00Z"), None);
    }
}
