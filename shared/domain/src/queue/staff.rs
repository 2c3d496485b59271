//! How many counters there will be.

use crate::{
    office::Office,
    policy::Shift,
    time::{Moment, Seconds, Unit},
};

/// Nobody looks further ahead.
const HORIZON: Seconds = Seconds::hours(2);

/// The staffing from `now` on, when `open` counters are open. Where the plan has
/// none, as at closing, those who are there serve on.
pub(super) fn shifts(office: &Office, open: usize, now: Moment) -> Vec<Shift> {
    let date = office.today(now);
    let planned = office.staffed(date, Unit::containing(now, &office.zone));
    let changes = office.staffing_changes(date).into_iter().filter_map(|unit| {
        let from = unit.moment(date, &office.zone)?;
        let counters = usize::from(office.staffed(date, unit));
        (from <= now + HORIZON && counters > 0).then_some(Shift { from, counters })
    });
    Shift::relied_on(&changes.collect::<Vec<_>>(), planned.into(), open, now)
}

/// From when on how many counters are planned: now if the office is open, else
/// when it opens next today. One from now on where nothing is planned.
pub(super) fn planned(office: &Office, now: Moment) -> (Moment, usize) {
    let date = office.today(now);
    let unit = Unit::containing(now, &office.zone);
    let open = office.opening(date).into_iter().find(|range| unit < range.end);
    let first = open.map_or(unit, |range| range.start.max(unit));
    let from = first.moment(date, &office.zone).map_or(now, |from| from.max(now));
    (from, office.staffed(date, first).max(1).into())
}
