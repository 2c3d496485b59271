//! The simple estimate: work ahead, divided by counters.

use super::{Counter, DUE_SOON, Hall};
use crate::{
    survival::{PPM, Survival},
    time::Seconds,
};

/// The work ahead, appointments that fall due meanwhile and the rest of one
/// usual case at the counters included, divided by the open counters: for a
/// hall whose services nobody has measured. `None` when no counter is open.
///
/// It gives no range.
#[must_use]
pub fn work_content(hall: &Hall<'_>) -> Option<Seconds> {
    let counters = i64::try_from(hall.counters.len()).ok().filter(|counters| *counters > 0)?;
    let mut left = 0;
    let mut idle = false;
    for counter in hall.counters {
        match counter {
            Counter::Idle => idle = true,
            Counter::Busy { service, elapsed } => left += still(service, *elapsed),
        }
    }
    let mut anybody = !hall.ahead.is_empty();
    // One counter is as good as another: the first is free after about a
    // counters' share of what is usually left.
    let mut work = if idle { 0 } else { left / counters };
    work += hall.ahead.iter().map(|service| service.mean().0).sum::<i64>();
    for appointment in hall.appointments {
        if appointment.start > hall.now + Seconds(work / counters) + DUE_SOON {
            break;
        }
        let comes = hall.comes(appointment);
        work += appointment.service.mean().0 * i64::from(comes) / i64::from(PPM);
        anybody |= comes > 0;
    }
    Some(if idle && !anybody { Seconds(0) } else { Seconds(work / counters) })
}

/// The mean of what is left of a service.
fn still(service: &Survival, elapsed: Seconds) -> i64 {
    let now = i64::from(service.at(elapsed.0));
    if now <= 1 {
        return service.mean().0 / 2;
    }
    let later = service
        .values()
        .iter()
        .zip(0_i64..)
        .skip_while(|(_, step)| step * Survival::STEP < elapsed.0);
    later.map(|(value, _)| i64::from(*value) * Survival::STEP).sum::<i64>() / now
}
