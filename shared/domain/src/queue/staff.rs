//! How many counters there will be.

use crate::{
    office::Office,
    policy::Shift,
    time::{Moment, Seconds, Unit},
};

/// Nobody looks further ahead.
const HORIZON: Seconds = Seconds::hours(2);

/// The staffing from `now` on, when `open` counters are open: what is open
/// counts, and not the plan, except from where on the plan has fewer counters
/// than it has now. Where it has none, as at closing, those who are there
/// serve on.
pub(super) fn shifts(office: &Office, open: usize, now: Moment) -> Vec<Shift> {
    let date = office.today(now);
    let mut shifts = vec![Shift { from: now, counters: open }];
    let planned_now = office.staffed(date, unit_of(office, now));
    for unit in office.staffing_changes(date) {
        let Some(from) = unit.moment(date, &office.zone) else { continue };
        if from <= now || from > now + HORIZON {
            continue;
        }
        let planned = office.staffed(date, unit);
        if planned == 0 {
            continue;
        }
        let fewer = planned < planned_now;
        let counters = if fewer { open.min(planned.into()) } else { open };
        shifts.push(Shift { from, counters });
    }
    shifts
}

/// From when on how many counters are planned: now if the office is open, else
/// when it opens next today. One from now on where nothing is planned.
pub(super) fn planned(office: &Office, now: Moment) -> (Moment, usize) {
    let date = office.today(now);
    let unit = unit_of(office, now);
    let open = office.opening(date).into_iter().find(|range| unit < range.end);
    let first = open.map_or(unit, |range| range.start.max(unit));
    let from = first.moment(date, &office.zone).map_or(now, |from| from.max(now));
    (from, office.staffed(date, first).max(1).into())
}

/// The five minutes of the day that `now` is in.
fn unit_of(office: &Office, now: Moment) -> Unit {
    let time = now.at(&office.zone).time();
    let minutes =
        u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs());
    Unit::new(minutes / Unit::MINUTES).expect("a time of day is in one of the day's units")
}
