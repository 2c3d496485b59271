//! Opening hours in the syntax of OpenStreetMap.

use std::{fmt, ops::Range};

use jiff::{
    ToSpan,
    civil::{self, Date, Weekday},
};
use opening_hours::{OpeningHours, RuleKind};
use opening_hours_syntax::{
    ExtendedTime,
    rules::{
        OpeningHoursExpression, RuleOperator, RuleSequence,
        day::WeekDayRange,
        time::{Time, TimeSpan},
    },
};

use super::{days, land::chrono_date, weekday_code};
use crate::time::Unit;

/// When an office is open in an ordinary week, such as
/// `Mo,Th 08:00-18:00; Tu,We 08:00-13:00; Fr 08:00-12:00`.
///
/// Public holidays and closures are not part of it.
#[derive(Clone, PartialEq)]
// Invariant: every open span begins and ends on a unit of the same day.
pub struct Hours {
    text: String,
    rules: OpeningHours,
    /// The different days there are of each weekday, Monday first: one, or
    /// none, or several where the hours depend on the season.
    ordinary: [Vec<Vec<Range<Unit>>>; 7],
}

/// A Monday from which the ordinary days are sampled.
const FIRST_DAY: Date = civil::date(2024, 1, 1);
/// With hours that depend on the season, some twenty years of them. Only the
/// checks of the file rest on this; an opening is computed for its own date.
const DATED_DAYS: i64 = 20 * 366;
/// Minutes.
const DAY: u16 = 24 * 60;

/// Why opening hours are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursRefusal {
    /// Not the syntax.
    #[error(
        "the opening hours cannot be read from character {character} on; \
         write them like `Mo-We 08:00-12:00,13:00-16:00; Fr 08:00-12:00`"
    )]
    Syntax {
        /// Where reading stopped, counted from 1.
        character: usize,
    },
    /// `PH` or `SH`.
    #[error(
        "the opening hours mention `PH` or `SH`; leave them out: public holidays \
         are known from the Land, other days belong into `closures`"
    )]
    Holidays,
    /// Sunrise, `unknown`, a comment, an open end: nothing one can plan with.
    #[error("the opening hours contain `{part}`; write fixed times such as `08:00-12:00`")]
    Vague {
        /// The rule.
        part: String,
    },
    /// It closes before it opens.
    #[error("`{part}` closes before it opens; write the earlier time first")]
    Backwards {
        /// The span.
        part: String,
    },
    /// Past the last unit of the day.
    #[error("`{part}` runs to midnight; an office closes by 23:55")]
    Midnight {
        /// The span.
        part: String,
    },
    /// Not on the grid.
    #[error("`{part}` is not on full five minutes; round it")]
    OffGrid {
        /// The span.
        part: String,
    },
    /// Two spans of one rule overlap or touch.
    #[error("`{part}` overlaps or touches the time before it; list the times ascending and apart")]
    Overlap {
        /// The later span.
        part: String,
    },
    /// A later rule silently replaces the hours of a day.
    #[error(
        "`{later}` replaces the earlier hours of {day}; \
         write both times into one rule, such as `{day} 08:00-12:00,14:00-18:00`"
    )]
    Replaced {
        /// The later rule.
        later: String,
        /// The OSM code of the day.
        day: &'static str,
    },
    /// Never open.
    #[error("with these opening hours the office never opens")]
    Never,
}

impl Hours {
    /// Reads hours in OSM syntax.
    ///
    /// # Errors
    ///
    /// [`HoursRefusal`] for anything but fixed times on units of one day.
    pub fn parse(text: &str) -> Result<Self, HoursRefusal> {
        let rules: OpeningHours = text.parse().map_err(|error: opening_hours_syntax::Error| {
            HoursRefusal::Syntax { character: character(&error.to_string()) }
        })?;
        let expression = rules.get_expression();
        for (place, rule) in expression.rules.iter().enumerate() {
            check_rule(rule)?;
            expression.rules[..place].iter().try_for_each(|earlier| check_pair(earlier, rule))?;
        }
        let dated = expression.rules.iter().any(is_dated);
        let mut hours = Self { text: text.to_owned(), rules, ordinary: Default::default() };
        for date in (0..if dated { DATED_DAYS } else { 7 }).map(|n| FIRST_DAY + n.days()) {
            let open = hours.on(date);
            let known = &mut hours.ordinary[days::index(date.weekday())];
            if !open.is_empty() && !known.contains(&open) {
                known.push(open);
            }
        }
        if hours.ordinary.iter().all(Vec::is_empty) {
            return Err(HoursRefusal::Never);
        }
        Ok(hours)
    }

    /// The hours as written in the office file.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// When the office is open on `date`, were it an ordinary day.
    pub(super) fn on(&self, date: Date) -> Vec<Range<Unit>> {
        let Some(date) = chrono_date(date) else { return Vec::new() };
        let unit = |time: ExtendedTime| Unit::new(time.mins_from_midnight() / Unit::MINUTES);
        let spans = self.rules.schedule_at(date).into_iter();
        let mut open: Vec<Range<Unit>> = Vec::new();
        for span in spans.filter(|span| span.kind == RuleKind::Open) {
            let (Some(start), Some(end)) = (unit(span.range.start), unit(span.range.end)) else {
                continue;
            };
            match open.last_mut() {
                // Two rules that touch leave no break to send people away in.
                Some(before) if before.end == start => before.end = end,
                Some(_) | None => open.push(start..end),
            }
        }
        open
    }

    /// When a visit beginning at `unit` of some `day` must end at the latest;
    /// `None` when the office is never open then.
    pub(super) fn end_after(&self, day: Weekday, unit: Unit) -> Option<Unit> {
        let ranges = self.ordinary[days::index(day)].iter().flatten();
        ranges.filter(|range| range.contains(&unit)).map(|range| range.end).max()
    }

    /// Units open on the busiest weekday, and in the whole week.
    pub(super) fn longest_day_and_week(&self) -> (u32, u32) {
        let long = |range: &Range<Unit>| u32::from(range.end.index() - range.start.index());
        let day = |open: &Vec<Range<Unit>>| open.iter().map(long).sum::<u32>();
        let days = self.ordinary.each_ref().map(|known| known.iter().map(day).max().unwrap_or(0));
        (days.into_iter().max().unwrap_or(0), days.into_iter().sum())
    }
}

impl fmt::Debug for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hours({})", self.text)
    }
}

/// Where the syntax error points to; the crate says ` --> 1:17` in its first line.
fn character(error: &str) -> usize {
    let place = error.split_once("1:").map_or("", |(_, rest)| rest);
    place.split(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Whether the rule is only for some weeks or months.
fn is_dated(rule: &RuleSequence) -> bool {
    let days = &rule.day_selector;
    let every_week = days.weekday.iter().all(|range| match range {
        WeekDayRange::Fixed { offset, nth_from_start, nth_from_end, .. } => {
            *offset == 0 && nth_from_start.iter().chain(nth_from_end).all(|nth| *nth)
        }
        WeekDayRange::Holiday { .. } => false,
    });
    !(days.year.is_empty() && days.monthday.is_empty() && days.week.is_empty() && every_week)
}

fn check_rule(rule: &RuleSequence) -> Result<(), HoursRefusal> {
    if rule.day_selector.weekday.iter().any(|days| matches!(days, WeekDayRange::Holiday { .. })) {
        return Err(HoursRefusal::Holidays);
    }
    if rule.kind == RuleKind::Unknown || !rule.comment.is_empty() {
        return Err(HoursRefusal::Vague { part: rule.to_string() });
    }
    if rule.kind == RuleKind::Closed {
        return Ok(());
    }
    let mut last_end = None;
    for span in &rule.time_selector.spans {
        let part = || span.to_string();
        let Some((from, to)) = minutes(span) else {
            return Err(HoursRefusal::Vague { part: part() });
        };
        match to {
            // The syntax means the next morning.
            _ if to <= from || to > DAY => return Err(HoursRefusal::Backwards { part: part() }),
            DAY => return Err(HoursRefusal::Midnight { part: part() }),
            _ if !(from.is_multiple_of(Unit::MINUTES) && to.is_multiple_of(Unit::MINUTES)) => {
                return Err(HoursRefusal::OffGrid { part: part() });
            }
            _ if last_end.is_some_and(|end| from <= end) => {
                return Err(HoursRefusal::Overlap { part: part() });
            }
            _ => last_end = Some(to),
        }
    }
    Ok(())
}

/// Refuses the trap of the syntax: `Mo 08:00-12:00; Mo 14:00-18:00` is open
/// in the afternoon only. Different hours for a day are one thing, a second
/// range that swallows the first another.
fn check_pair(earlier: &RuleSequence, later: &RuleSequence) -> Result<(), HoursRefusal> {
    let plain = |rule| !is_dated(rule) && rule.kind == RuleKind::Open;
    if later.operator != RuleOperator::Normal || !plain(earlier) || !plain(later) {
        return Ok(());
    }
    let touches = |one: &TimeSpan| {
        let overlaps = |other| Some((minutes(one)?, minutes(other)?));
        later
            .time_selector
            .spans
            .iter()
            .filter_map(overlaps)
            .any(|((from, to), (other_from, other_to))| from < other_to && other_from < to)
    };
    let common = (0..7).map(|n| FIRST_DAY + n.days()).find(|date| {
        let applies = |rule: &RuleSequence| {
            let only = OpeningHoursExpression { rules: vec![rule.clone()] };
            let alone = only.to_string().parse::<OpeningHours>();
            alone.is_ok_and(|alone| {
                chrono_date(*date).is_some_and(|date| !alone.schedule_at(date).is_empty())
            })
        };
        applies(earlier) && applies(later)
    });
    match common {
        Some(date) if !earlier.time_selector.spans.iter().any(touches) => {
            Err(HoursRefusal::Replaced {
                later: later.to_string(),
                day: weekday_code(date.weekday()),
            })
        }
        Some(_) | None => Ok(()),
    }
}

/// Fixed minutes since midnight; more than a day when the span ends tomorrow.
fn minutes(span: &TimeSpan) -> Option<(u16, u16)> {
    match (&span.range.start, &span.range.end) {
        (Time::Fixed(from), Time::Fixed(to)) if !span.open_end && span.repeats.is_none() => {
            Some((from.mins_from_midnight(), to.mins_from_midnight()))
        }
        _ => None,
    }
}
