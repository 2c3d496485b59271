//! Tells the planner's plan hour by hour, and what it warns of.

use domain::{
    office::weekday_code,
    planner::{Plan, PlannedDay, Warning, WhyNot},
    survival::PPM,
    time::Unit,
};

/// Prints the plan of a week in which `wanted` appointments are to be booked.
pub(super) fn print(plan: &Plan, wanted: usize) {
    println!("\nThe plan: {} of {wanted} appointments fit (minutes of an hour)", plan.order.len());
    println!("          staff  usable  walk-ins  offered  why not one more");
    for day in &plan.days {
        for hour in &day.hours {
            println!(
                "{} {:>2} h  {:>6}  {:>6}  {:>8}  {:>7}  {}",
                weekday_code(day.date.weekday()),
                hour.hour,
                hour.staff_minutes,
                hour.usable_minutes,
                hour.walk_in_minutes,
                hour.free + hour.booked,
                reason(day, hour.hour),
            );
        }
    }
    for warning in &plan.warnings {
        println!("warning: {}", told(*warning));
    }
}

/// Why most starts of an hour take nothing more.
fn reason(day: &PlannedDay, hour: u8) -> &'static str {
    let first = usize::from(hour) * 12;
    let units = day.why_not.iter().skip(first).take(12);
    let ordered = [
        (WhyNot::Promise, "somebody's three minutes would be at risk"),
        (WhyNot::Budget, "walk-ins and appointments fill the usable minutes"),
        (WhyNot::Quota, "the week's quota is used up in emptier times"),
        (WhyNot::NoStaff, "no staff"),
        (WhyNot::Past, "over"),
        (WhyNot::TooCloseToClosing, "too close to closing"),
        (WhyNot::OutsideHours, "closed"),
    ];
    let counted = ordered.map(|(why, words)| (units.clone().filter(|u| **u == why).count(), words));
    // Of equals `max_by_key` takes the last, which says least.
    counted.into_iter().rev().max_by_key(|(count, _)| *count).map_or("", |(_, words)| words)
}

fn told(warning: Warning) -> String {
    let percent = |ppm: u32| f64::from(ppm) * 100.0 / f64::from(PPM);
    let clock = |unit: Unit| unit.time().strftime("%H:%M").to_string();
    match warning {
        Warning::WeekOverloaded { load_ppm, usable_ppm, .. } => format!(
            "the week is taken to {:.0} %, but only {:.0} % may be planned; \
             more appointments no longer shorten the wait: staff more counters or offer fewer",
            percent(load_ppm),
            percent(usable_ppm)
        ),
        Warning::QuotaNotReached { offered, quota, .. } => {
            format!("only {offered} of {quota} appointments fit; staff more counters or want fewer")
        }
        Warning::HourOverloaded { date, from, load_ppm, usable_ppm } => format!(
            "{} from {} on the hour is booked to {:.0} %, but only {:.0} % may be planned",
            weekday_code(date.weekday()),
            clock(from),
            percent(load_ppm),
            percent(usable_ppm)
        ),
        Warning::LongWaits { date, at, minutes } => format!(
            "{} about {} walk-ins would wait some {minutes} minutes, longer than promised",
            weekday_code(date.weekday()),
            clock(at)
        ),
    }
}
