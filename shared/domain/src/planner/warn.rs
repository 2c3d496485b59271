//! Where the staff cannot carry what is planned.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Demand, REACH, Rules, UNIT_SECONDS, UNITS,
    greedy::{DayState, HOUR},
    value_at,
};
use crate::{survival::PPM, time::Unit};

/// Something the lead should know before it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "warning")]
pub enum Warning {
    /// Walk-ins and the appointments that the office wants take more of the
    /// week together than may be planned. Then further appointments do not
    /// shorten the wait any more: the walk-ins alone absorb everything that
    /// chance adds.
    WeekOverloaded {
        /// The first day of the week that was given.
        from: Date,
        /// Share of the staffed time that is taken, in ppm.
        load_ppm: u32,
        /// Share that may be planned, in ppm.
        usable_ppm: u32,
    },
    /// Fewer appointments fit than the week's quota asks for. Not said of a
    /// week that has begun, whose unsold appointments nobody can sell any more.
    QuotaNotReached {
        /// The first day of the week that was given.
        from: Date,
        /// Appointments booked or offered.
        offered: u32,
        /// What the office wants.
        quota: u32,
    },
    /// People have booked an hour whose counters cannot carry them together
    /// with the expected walk-ins; the fullest such hour of a day.
    HourOverloaded {
        /// The day.
        date: Date,
        /// The first unit of the hour.
        from: Unit,
        /// Share of the staffed time that is taken, in ppm.
        load_ppm: u32,
        /// Share that may be planned, in ppm.
        usable_ppm: u32,
    },
    /// With counters that do no more than may be planned, so much work piles
    /// up that walk-ins wait longer than their 30 minutes; the longest wait of
    /// a day.
    LongWaits {
        /// The day.
        date: Date,
        /// When they come.
        at: Unit,
        /// How long they would wait.
        minutes: u32,
    },
}

pub(super) fn warnings(
    days: &[DayState],
    weeks: &[Vec<usize>],
    demand: Demand<'_>,
    rules: Rules,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for week in weeks {
        let days: Vec<&DayState> = week.iter().map(|position| &days[*position]).collect();
        warnings.extend(week_overloaded(&days, demand, rules));
        warnings.extend(quota_not_reached(&days, rules));
        warnings.extend(days.iter().filter_map(|day| hour_overloaded(day)));
        warnings.extend(days.iter().filter_map(|day| long_waits(day, demand)));
    }
    warnings
}

/// The work of one appointment, in ppm of a counter-second.
fn appointment(demand: Demand<'_>) -> u64 {
    u64::from(demand.shows_ppm) * demand.appointment.mean().0.unsigned_abs()
}

/// The work that comes in at a unit, in ppm of a counter-second.
fn work(day: &DayState, unit: usize, demand: Demand<'_>) -> u64 {
    let walk_in = demand.walk_in.mean().0.unsigned_abs();
    u64::from(value_at(&day.day.walk_ins, unit)) * walk_in
        + u64::from(day.placed[unit]) * appointment(demand)
}

fn has_begun(days: &[&DayState]) -> bool {
    days.iter().any(|day| day.day.from > 0)
}

/// Appointments booked or offered.
fn placed(days: &[&DayState]) -> u32 {
    days.iter().flat_map(|day| &day.placed).map(|starts| u32::from(*starts)).sum()
}

/// Staffed time of a unit and what of it may be planned, in ppm of a
/// counter-second.
fn room(day: &DayState, unit: usize) -> (u64, u64) {
    let seconds = u64::from(day.staff[unit]) * UNIT_SECONDS.unsigned_abs();
    (seconds * u64::from(PPM), seconds * day.usable[unit])
}

fn share(part: u64, whole: u64) -> u32 {
    let share = u128::from(part) * u128::from(PPM) / u128::from(whole.max(1));
    u32::try_from(share).unwrap_or(u32::MAX)
}

fn week_overloaded(days: &[&DayState], demand: Demand<'_>, rules: Rules) -> Option<Warning> {
    let (mut taken, mut staffed, mut usable) = (0, 0, 0);
    for day in days {
        for unit in 0..UNITS {
            let (all, some) = room(day, unit);
            staffed += all;
            usable += some;
            taken += work(day, unit, demand);
        }
    }
    if !has_begun(days) {
        let missing = u64::from(rules.weekly_quota.saturating_sub(placed(days)));
        taken += missing * appointment(demand);
    }
    (taken > usable).then(|| Warning::WeekOverloaded {
        from: days[0].day.date,
        load_ppm: share(taken, staffed),
        usable_ppm: share(usable, staffed),
    })
}

fn quota_not_reached(days: &[&DayState], rules: Rules) -> Option<Warning> {
    let offered = placed(days);
    (offered < rules.weekly_quota && !has_begun(days)).then(|| Warning::QuotaNotReached {
        from: days[0].day.date,
        offered,
        quota: rules.weekly_quota,
    })
}

fn hour_overloaded(day: &DayState) -> Option<Warning> {
    let mut level = day.walk_in_level.clone();
    for unit in 0..UNITS {
        for later in 0..REACH.min(UNITS - unit) {
            level[unit + later] += u64::from(day.booked(unit)) * day.footprint[later];
        }
    }
    let mut worst: Option<(u64, Warning)> = None;
    for first in 0..=UNITS - HOUR {
        let hour = first..first + HOUR;
        let booked: u32 = hour.clone().map(|unit| u32::from(day.booked(unit))).sum();
        if booked == 0 || day.staff[hour.clone()].contains(&0) {
            continue;
        }
        let load: u64 = hour.clone().map(|unit| level[unit] / u64::from(day.staff[unit])).sum();
        let usable: u64 = day.usable[hour].iter().sum();
        let over = load.saturating_sub(usable);
        let (Some(from), true) = (
            u16::try_from(first).ok().and_then(Unit::new),
            over > worst.map_or(0, |(most, _)| most),
        ) else {
            continue;
        };
        let units = HOUR as u64;
        worst = Some((
            over,
            Warning::HourOverloaded {
                date: day.day.date,
                from,
                load_ppm: u32::try_from(load / units).unwrap_or(u32::MAX),
                usable_ppm: u32::try_from(usable / units).unwrap_or(PPM),
            },
        ));
    }
    worst.map(|(_, warning)| warning)
}

/// Follows the work that piles up when the counters do in each unit what they
/// may be planned for; the wait is what lies in front of somebody who comes,
/// divided by the counters.
fn long_waits(day: &DayState, demand: Demand<'_>) -> Option<Warning> {
    const PROMISED: u64 = 30 * 60;
    let mut pile = 0_u64;
    let mut longest = (PROMISED, 0);
    for unit in 0..UNITS {
        pile += work(day, unit, demand);
        pile = pile.saturating_sub(room(day, unit).1);
        let counters = u64::from(day.staff[unit]) * u64::from(PPM);
        let wait = pile.checked_div(counters).unwrap_or(0);
        if wait > longest.0 {
            longest = (wait, unit);
        }
    }
    let (wait, unit) = longest;
    (wait > PROMISED).then_some(Warning::LongWaits {
        date: day.day.date,
        at: Unit::new(u16::try_from(unit).ok()?)?,
        minutes: u32::try_from(wait / 60).unwrap_or(u32::MAX),
    })
}
