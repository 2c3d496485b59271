//! The plan that an office's own data ask for.

use std::collections::BTreeMap;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::{
    DayAhead, Demand, Hours, Measured, Plan, PriorWeek, Rules, expected_walk_ins, mixture, plan,
};
use crate::{
    office::{Category, Office},
    policy::Tables,
    statistics::Figures,
    survival::Survival,
    time::{Moment, Unit},
};

/// Until it is measured: one walk-in in four, and one appointment in twenty,
/// collects something; the others apply for something. In percent.
const PICKUP: (u32, u32) = (25, 5);

/// What an office knows when it plans.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The figures of past days.
    pub figures: &'a BTreeMap<Date, Figures>,
    /// How many are booked or held at each unit of a day; of every day of the
    /// weeks that the booking window touches.
    pub booked: &'a BTreeMap<Date, Vec<u16>>,
}

/// Plans the weeks that the booking window touches: opening hours, staff and
/// quota from the office's file; walk-ins, durations and the share that comes
/// from what was measured, or from the priors until enough was.
#[must_use]
pub fn propose(office: &Office, known: Known<'_>, now: Moment) -> Plan {
    let sum = Figures::sum(known.figures.values());
    let tables = office.tables_by(&sum);
    let (walk_in, appointment) = mixes(office, &tables, &sum);
    let demand =
        Demand { walk_in: &walk_in, appointment: &appointment, shows_ppm: tables.show_ppm };
    let arrivals: Vec<(Date, Vec<u32>)> =
        known.figures.iter().map(|(date, figures)| (*date, figures.arrivals())).collect();
    let measured: Vec<Measured<'_>> = arrivals
        .iter()
        .map(|(date, walk_ins)| Measured {
            date: *date,
            unusual: office.closed_because(*date).is_some(),
            walk_ins,
        })
        .collect();
    let prior = PriorWeek::spread(&ordinary_week(office, now), office.walk_ins_per_week);
    let days: Vec<DayAhead> = weeks(office, now)
        .map(|date| DayAhead {
            date,
            hours: hours(office, date),
            staff: office.staff(date),
            walk_ins: expected_walk_ins(date, &measured, &prior),
            booked: known.booked.get(&date).cloned().unwrap_or_default(),
            from: first_unit(office, date, now),
        })
        .filter(|day| !day.hours.is_empty())
        .collect();
    plan(&days, demand, Rules::with_quota(office.booking.weekly_quota))
}

/// The days of every calendar week that the booking window touches.
pub fn weeks(office: &Office, now: Moment) -> impl Iterator<Item = Date> + use<> {
    let window = office.window(now);
    let since_monday = window.start().weekday().to_monday_zero_offset();
    let from = window.start().saturating_sub(i64::from(since_monday).days());
    let until_sunday = 6 - window.end().weekday().to_monday_zero_offset();
    let to = window.end().saturating_add(i64::from(until_sunday).days());
    from.series(1.days()).take_while(move |date| *date <= to)
}

/// The mixture of services that is usually booked, for the promise to each.
#[must_use]
pub fn usual_appointment(office: &Office) -> Survival {
    mixes(office, office.tables(), &Figures::default()).1
}

fn units() -> impl Iterator<Item = Unit> {
    (0..Unit::PER_DAY).filter_map(Unit::new)
}

fn hours(office: &Office, date: Date) -> Vec<Hours> {
    let range = |range: std::ops::Range<Unit>| Hours {
        open: range.start.index(),
        close: range.end.index(),
    };
    office.opening(date).into_iter().map(range).collect()
}

/// The first unit that can still be offered.
fn first_unit(office: &Office, date: Date, now: Moment) -> u16 {
    let today = office.today(now);
    if date != today {
        return if date < today { Unit::PER_DAY } else { 0 };
    }
    let past = |unit: &Unit| unit.moment(date, &office.zone).is_none_or(|start| start <= now);
    u16::try_from(units().take_while(past).count()).unwrap_or(Unit::PER_DAY)
}

/// The opening hours of each weekday, where no holiday or closure is.
fn ordinary_week(office: &Office, now: Moment) -> [Vec<Hours>; 7] {
    let from = office.today(now);
    std::array::from_fn(|day| {
        let of_week = |date: &Date| usize::from(offset(date.weekday())) == day;
        let dates = from.series(1.days()).filter(of_week).take(8);
        dates.map(|date| hours(office, date)).find(|hours| !hours.is_empty()).unwrap_or_default()
    })
}

fn offset(weekday: Weekday) -> u8 {
    weekday.to_monday_zero_offset().unsigned_abs()
}

/// What walk-ins and what appointments come for, as one service each. The mix
/// is measured for both together, so until there is more, it is believed.
fn mixes(office: &Office, tables: &Tables, figures: &Figures) -> (Survival, Survival) {
    let of = |category: Category| {
        u32::try_from(office.services.iter().filter(|s| s.category == category).count())
            .unwrap_or(u32::MAX)
            .max(1)
    };
    let (pickups, applications) = (of(Category::Pickup), of(Category::Application));
    let cases = |place: usize| {
        let times = figures.service_times.get(&office.services[place].id);
        times.map_or(0, |times| u32::try_from(times.cases()).unwrap_or(u32::MAX))
    };
    let total: u32 = (0..office.services.len()).map(cases).fold(0, u32::saturating_add);
    let mix = |pickup: u32| {
        let parts: Vec<(u32, &Survival)> = office
            .services
            .iter()
            .zip(&tables.services)
            .enumerate()
            .map(|(place, (service, time))| {
                // In hundredths of a percent, evenly within each category.
                let believed = match service.category {
                    Category::Pickup => pickup * 100 / pickups,
                    Category::Application => (100 - pickup) * 100 / applications,
                };
                let weight = if total >= 50 { cases(place) } else { believed };
                (weight, &time.survival)
            })
            .collect();
        mixture(&parts).unwrap_or_else(|| tables.services[0].survival.clone())
    };
    (mix(PICKUP.0), mix(PICKUP.1))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::testing::{moment, office};

    fn proposed(booked: &BTreeMap<Date, Vec<u16>>) -> Plan {
        let known = Known { figures: &BTreeMap::new(), booked };
        propose(&office(), known, moment("2026-12-01T12:00:00+01:00"))
    }

    #[test]
    fn whole_weeks_are_planned_but_nothing_of_the_past_is_offered() {
        let plan = proposed(&BTreeMap::new());
        let days: Vec<_> = plan.days.iter().map(|day| day.date).collect();
        assert_eq!(days.first(), Some(&date(2026, 11, 30)));
        assert!(days.last() <= Some(&date(2026, 12, 20)) && days.len() >= 12, "{days:?}");
        assert_eq!(plan.days[0].starts.iter().sum::<u16>(), 0, "Monday is over");
        let today = &plan.days[1];
        assert_eq!(today.starts[..145].iter().sum::<u16>(), 0, "the morning is over");
        assert!(plan.order.iter().any(|start| start.date == date(2026, 12, 2)));
    }

    #[test]
    fn what_is_booked_takes_its_part_of_the_quota() {
        let quota = office().booking.weekly_quota;
        let offered = |plan: &Plan| {
            let of_week = |day: &&super::super::PlannedDay| {
                (date(2026, 12, 7)..=date(2026, 12, 13)).contains(&day.date)
            };
            plan.days
                .iter()
                .filter(of_week)
                .flat_map(|day| &day.starts)
                .map(|n| u32::from(*n))
                .sum()
        };
        let empty: u32 = offered(&proposed(&BTreeMap::new()));
        assert!(empty <= quota, "{empty} of {quota}");
        let mut booked = vec![0; usize::from(Unit::PER_DAY)];
        booked[120] = 1;
        let some: u32 = offered(&proposed(&BTreeMap::from([(date(2026, 12, 8), booked)])));
        assert!(some <= quota, "{some} of {quota}");
    }
}
