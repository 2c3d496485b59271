//! Checks of the ordinary week: staffing, the plan of appointments, numbers.

use std::ops::Range;

use toml::Spanned;

use super::plain::{clock, count, unit, weekdays};
use crate::{
    ids::Number,
    office::{
        Band, Hours, Numbers, PlannedStarts, Refusal, Service, Staffing, Weekdays,
        file::{AppointmentsFile, NumbersFile, StaffingFile},
        plan::{staffed_by, weekly},
        refusal::{Fault, line_of},
        weekday_code,
    },
    time::Unit,
};

/// What the entries of the week are held against.
pub(super) struct Week<'a> {
    pub(super) hours: &'a Hours,
    pub(super) services: &'a [Service],
    pub(super) counters: usize,
    pub(super) toml: &'a str,
}

/// The keys of the bands.
const BANDS: [&str; 3] = ["walk_in", "appointment", "emergency"];

/// The time of one entry.
#[derive(Clone)]
struct Times {
    days: Weekdays,
    units: Range<Unit>,
    span: Range<usize>,
}

impl Week<'_> {
    /// The staffing; empty when all counters are always staffed.
    pub(super) fn staffing(&self, file: &[Spanned<StaffingFile>]) -> Result<Vec<Staffing>, Fault> {
        let all = u32::try_from(self.counters).unwrap_or(u32::MAX);
        let mut earlier = Vec::new();
        let mut staffing = Vec::new();
        for entry in file {
            let StaffingFile { days, from, to, counters } = entry.get_ref();
            let times = self.times((days, from, to), entry.span(), &mut earlier)?;
            for day in times.days.iter() {
                let mut units =
                    (times.units.start.index()..times.units.end.index()).filter_map(Unit::new);
                if let Some(unit) = units.find(|unit| self.hours.end_after(day, *unit).is_none()) {
                    return Err(self.closed(days.span(), weekday_code(day), unit));
                }
            }
            staffing.push(Staffing {
                days: times.days,
                from: times.units.start,
                to: times.units.end,
                counters: count(Some(counters), "counters", 0, 0..=all)?,
            });
        }
        Ok(staffing)
    }

    /// The plan; every start lies inside the opening hours, leaves time for
    /// the shortest service, and has a staffed counter.
    pub(super) fn plan(
        &self,
        file: &[Spanned<AppointmentsFile>],
        staffing: &[Staffing],
    ) -> Result<Vec<PlannedStarts>, Fault> {
        let mut earlier = Vec::new();
        let mut plan = Vec::new();
        for entry in file {
            let AppointmentsFile { days, from, to, every_minutes, starts } = entry.get_ref();
            let times = self.times((days, from, to), entry.span(), &mut earlier)?;
            let rule = PlannedStarts {
                days: times.days,
                from: times.units.start,
                to: times.units.end,
                every_minutes: every(every_minutes.as_ref())?,
                starts: count(Some(starts), "starts", 0, 1..=1000)?,
            };
            self.check_starts(&rule, staffing, days, starts)?;
            plan.push(rule);
        }
        Ok(plan)
    }

    fn check_starts(
        &self,
        rule: &PlannedStarts,
        staffing: &[Staffing],
        days: &Spanned<String>,
        starts: &Spanned<u32>,
    ) -> Result<(), Fault> {
        let shortest = self.services.iter().map(|service| service.minutes).min().unwrap_or(0);
        for (day, unit) in rule.days.iter().flat_map(|day| rule.units().map(move |u| (day, u))) {
            let (code, time) = (weekday_code(day), clock(unit));
            let Some(end) = self.hours.end_after(day, unit) else {
                return Err(self.closed(days.span(), code, unit));
            };
            if (end.index() - unit.index()) * Unit::MINUTES < shortest {
                let closes = clock(end);
                let refusal = Refusal::TooLate { day: code, time, closes, shortest };
                return Err(Fault::at(days.span(), refusal));
            }
            let staffed = staffed_by(staffing, self.counters, day, unit);
            if rule.starts > staffed {
                let (key, wanted) = ("starts", rule.starts);
                let refusal = Refusal::TooParallel { key, wanted, day: code, time, staffed };
                return Err(Fault::at(starts.span(), refusal));
            }
        }
        Ok(())
    }

    /// Reads the time of an entry and refuses it when an earlier one has it.
    fn times(
        &self,
        (days, from, to): (&Spanned<String>, &Spanned<String>, &Spanned<String>),
        span: Range<usize>,
        earlier: &mut Vec<Times>,
    ) -> Result<Times, Fault> {
        let times = Times { days: weekdays(days)?, units: unit(from)?..unit(to)?, span };
        if times.units.is_empty() {
            let (from, until) = (clock(times.units.start), clock(times.units.end));
            return Err(Fault::at(to.span(), Refusal::Backwards { from, to: until }));
        }
        for other in &*earlier {
            let together =
                times.units.start < other.units.end && other.units.start < times.units.end;
            if let Some(day) = times.days.common(other.days).filter(|_| together) {
                let line = line_of(self.toml, other.span.start);
                let refusal = Refusal::Overlap { line, day: weekday_code(day) };
                return Err(Fault::at(days.span(), refusal));
            }
        }
        earlier.push(times.clone());
        Ok(times)
    }

    fn closed(&self, span: Range<usize>, day: &'static str, unit: Unit) -> Fault {
        let hours = self.hours.as_str().to_owned();
        Fault::at(span, Refusal::Closed { day, time: clock(unit), hours })
    }

    /// Walk-ins a week where the file does not say: two for each hour of each
    /// counter, which is what a quiet office has.
    pub(super) fn walk_ins(&self) -> u32 {
        let (_, week) = self.hours.longest_day_and_week();
        let counters = u32::try_from(self.counters).unwrap_or(u32::MAX);
        (week * u32::from(Unit::MINUTES) / 30).saturating_mul(counters).min(100_000)
    }

    /// The bands, each with room for three tenths more than its busiest day
    /// expects. Walk-ins are spread evenly over the opening hours for this.
    /// Where the file names no band, `causes` says what made it too small:
    /// the walk-ins or the appointments.
    pub(super) fn numbers(
        &self,
        file: &NumbersFile,
        plan: &[PlannedStarts],
        walk_ins_per_week: u32,
        causes: &[Option<Range<usize>>; 2],
    ) -> Result<Numbers, Fault> {
        let walk_in = band(BANDS[0], file.walk_in.as_ref(), [100, 599])?;
        let appointment = band(BANDS[1], file.appointment.as_ref(), [600, 899])?;
        let emergency = band(BANDS[2], file.emergency.as_ref(), [900, 999])?;
        let spans = [&file.walk_in, &file.appointment, &file.emergency]
            .map(|band| band.as_ref().map(Spanned::span));
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            let bands = [walk_in, appointment, emergency];
            if bands[one].overlaps(bands[other]) {
                let span = spans[other].clone().or(spans[one].clone()).unwrap_or_default();
                let (one, other) = (BANDS[one], BANDS[other]);
                return Err(Fault::at(span, Refusal::BandsOverlap { one, other }));
            }
        }
        let (day, week) = self.hours.longest_day_and_week();
        let walk_ins = (walk_ins_per_week * day).div_ceil(week.max(1));
        let booked = Weekdays::EVERY.iter().map(|day| {
            let rules = plan.iter().filter(|rule| rule.days.contains(day));
            rules.map(PlannedStarts::daily).sum::<u32>()
        });
        let booked = booked.max().unwrap_or(0);
        for (place, band, expected) in [(0, walk_in, walk_ins), (1, appointment, booked)] {
            let (numbers, needed) = (band.len(), (expected * 13).div_ceil(10));
            if u32::from(numbers) < needed {
                let band = BANDS[place];
                let refusal = Refusal::BandTooSmall { band, numbers, expected, needed };
                let span = spans[place].clone().or(causes[place].clone());
                return Err(Fault::at(span.unwrap_or_default(), refusal));
            }
        }
        Ok(Numbers { walk_in, appointment, emergency })
    }
}

fn every(minutes: Option<&Spanned<u32>>) -> Result<u16, Fault> {
    let every: u16 = count(minutes, "every_minutes", Unit::MINUTES.into(), 5..=120)?;
    match minutes {
        Some(value) if !every.is_multiple_of(Unit::MINUTES) => {
            let (text, expected) = (every.to_string(), "a multiple of five minutes");
            Err(Fault::at(value.span(), Refusal::NotA { text, expected }))
        }
        Some(_) | None => Ok(every),
    }
}

fn band(
    key: &'static str,
    file: Option<&Spanned<[u16; 2]>>,
    default: [u16; 2],
) -> Result<Band, Fault> {
    let (span, [first, last]) = file.map_or((0..0, default), |band| (band.span(), *band.get_ref()));
    let number = |value| {
        Number::new(value).ok_or_else(|| {
            let value = u32::from(value);
            Fault::at(span.clone(), Refusal::OutOfRange { key, value, least: 100, most: 9999 })
        })
    };
    Band::new(number(first)?, number(last)?).ok_or_else(|| {
        let (from, to) = (first.to_string(), last.to_string());
        Fault::at(span.clone(), Refusal::Backwards { from, to })
    })
}

/// The quota; it may differ from the plan by a tenth, because a plan is made
/// of whole starts.
pub(super) fn quota(file: Option<&Spanned<u32>>, plan: &[PlannedStarts]) -> Result<u32, Fault> {
    let planned = weekly(plan);
    let Some(file) = file else { return Ok(planned) };
    let quota = *file.get_ref();
    if quota.abs_diff(planned) > quota / 10 {
        return Err(Fault::at(file.span(), Refusal::Quota { quota, planned }));
    }
    Ok(quota)
}
