//! What holds in every queue and for every step, whatever is pressed.

use std::collections::BTreeSet;

use super::*;

/// Checks one step from a stored queue to the next.
pub(super) fn step(office: &Office, before: &Queue, after: &Queue, command: Option<&Command>) {
    assert!(!after.events.is_empty(), "a change is an event");
    assert_eq!(after.version, before.version + after.events.len() as u64);
    assert!(after.sequence >= before.sequence, "the gong never goes back");
    assert!(after.drawn.starts_with(&before.drawn), "a ticket stays where it was drawn");
    let returned = after.entries.keys().filter(|id| {
        !before.entries.contains_key(id)
            && (before.drawn.contains(id) || was_here(before, after, **id))
    });
    if returned.count() > 0 {
        assert_eq!(command, Some(&Command::Undo), "only undo brings a finished visit back");
    }
    let gone = before.entries.keys().filter(|id| !after.entries.contains_key(id)).count();
    let finishes =
        matches!(command, Some(Command::Finish | Command::Next { finish_current: true }));
    assert!(gone <= usize::from(finishes), "only finishing ends a visit, one at a time");
    queue(office, after);
}

fn was_here(before: &Queue, after: &Queue, id: VisitId) -> bool {
    let number = after.number(id);
    number.is_some_and(|number| {
        before.checked_in.contains(&number) || before.today.entered.contains(&number)
    })
}

/// Checks one queue.
pub(super) fn queue(office: &Office, queue: &Queue) {
    let numbers: Vec<Number> = queue.drawn.iter().filter_map(|id| queue.number(*id)).collect();
    assert_eq!(numbers.len(), queue.drawn.len(), "every ticket has a number");
    let (booked, entered) = (&queue.checked_in, &queue.today.entered);
    let all: BTreeSet<Number> = numbers.iter().chain(booked).chain(entered).copied().collect();
    assert_eq!(all.len(), numbers.len() + booked.len() + entered.len(), "numbers are unique");

    for (id, entry) in &queue.entries {
        let number = queue.number(*id).expect("everybody has a number");
        assert_eq!(queue.find(number), Some(*id));
        let at: Vec<&CounterId> =
            queue.counters.iter().filter(|(_, c)| c.visit == Some(*id)).map(|(at, _)| at).collect();
        match &entry.stage {
            Stage::Called { counter, .. } | Stage::Serving { counter, .. } => {
                assert_eq!(at, [counter], "{number} is where it says");
            }
            Stage::Waiting | Stage::Parked { .. } | Stage::NoShow | Stage::Left => {
                assert!(at.is_empty(), "{number} is at no counter");
            }
        }
        assert!(entry.changed <= queue.version);
        if matches!(entry.stage, Stage::Called { .. }) && queue.sequence <= RECENT_CALLS as u64 {
            assert!(queue.calls.iter().any(|shown| shown.number == number), "{number} is shown");
        }
    }
    for (id, counter) in &queue.counters {
        assert!(office.counter(id).is_some());
        if let Some(visit) = counter.visit {
            assert!(queue.entries.contains_key(&visit), "a counter's visit is in the house");
            assert!(counter.open, "a counter with a visit is open");
        }
        assert!(!counter.pause_after || counter.visit.is_some(), "nobody to wait for");
        let busy = counter.visit.is_some() || !counter.open;
        assert!(!busy || counter.held.is_none(), "what is busy is not kept free");
        assert!(counter.older.len() <= OLDER_KEYS);
    }
    let shown: BTreeSet<Number> = queue.calls.iter().map(|shown| shown.number).collect();
    assert_eq!(shown.len(), queue.calls.len(), "a number is on the board once");
    assert!(queue.calls.len() <= RECENT_CALLS);
    assert!(queue.calls.is_sorted_by_key(|shown| shown.at), "the newest call is last");
}

/// Checks that `decision` is right for `counter`: the rules said once more,
/// as a clerk would, visit by visit.
pub(super) fn decision(
    office: &Office,
    queue: &Queue,
    counter: &CounterId,
    now: Moment,
    decision: &Decision,
) {
    let may = |id: VisitId| may(office, queue, counter, now, id);
    let right = |id: VisitId| right(queue, id);
    let able: Vec<VisitId> = queue.entries.keys().copied().filter(|id| may(*id)).collect();
    let first_due = able.iter().filter_map(|id| right(*id)).filter(|time| *time <= now).min();
    let walk_ins = able.iter().filter(|id| right(**id).is_none());
    let since = |id: &VisitId| {
        // Who was put forward stands before everybody else.
        let entry = &queue.entries[id];
        entry.urgent.map_or(entry.arrived, |urgency| urgency.at - Seconds::hours(24))
    };
    let first_walk_in = walk_ins.map(since).min();
    let switches = office.switches;
    match decision {
        Decision::Call { id, reason, .. } => {
            assert!(may(*id), "a counter calls only whom it can serve, and who waits");
            let right = right(*id);
            if right.is_none_or(|time| time > now) {
                assert_eq!(first_due, None, "due appointments come first");
            }
            let arrived = Some(since(id));
            match reason {
                Reason::Due { .. } => assert_eq!(right, first_due),
                Reason::Early { .. } => {
                    assert!(right.is_some_and(|time| time - now <= LEAD));
                    assert_eq!(first_walk_in, None, "walk-ins come before who is early");
                }
                Reason::Protects { .. } => {
                    assert!(right.is_some_and(|time| time - now <= LEAD) && switches.guard());
                    assert!(first_walk_in.is_some(), "nobody to protect it from");
                }
                Reason::FirstCome => assert_eq!((right, arrived), (None, first_walk_in)),
                Reason::FitsTheGap { .. } => {
                    assert!(right.is_none() && arrived >= first_walk_in);
                    assert!(switches.overtaking && switches.holding);
                }
                Reason::Urgent { because } => {
                    let urgency = queue.entries[id].urgent.expect("it was put forward");
                    assert_eq!(urgency.because, *because);
                    // Of two who were put forward the shorter may fit a gap.
                    let fits = switches.overtaking && switches.holding && arrived >= first_walk_in;
                    assert!(arrived == first_walk_in || right.is_some() || fits);
                }
                Reason::HoldFor { .. } => panic!("nobody is called to hold a counter"),
            }
        }
        Decision::Hold { ask_again_at, .. } => {
            assert!(first_due.is_none() && *ask_again_at > now);
            assert!(first_walk_in.is_some() && switches.holding, "held only from walk-ins");
        }
        Decision::Empty { ask_again_at } => {
            assert!(first_due.is_none() && first_walk_in.is_none(), "nobody is left standing");
            assert!(ask_again_at.is_none_or(|time| time > now));
        }
    }
}

/// Whether this counter may call this visit.
fn may(office: &Office, queue: &Queue, counter: &CounterId, now: Moment, id: VisitId) -> bool {
    let able = office.counter(counter).expect("a counter of the office");
    let entry = &queue.entries[&id];
    entry.stage == Stage::Waiting
        && entry.not_before.is_none_or(|time| time <= now)
        && entry.only.as_ref().is_none_or(|only| {
            only == counter || queue.counters.get(only).is_some_and(|sent_to| !sent_to.open)
        })
        && entry.items.services().all(|service| able.services.contains(service))
}

/// When an appointment's right begins; `None` without one.
fn right(queue: &Queue, id: VisitId) -> Option<Moment> {
    let entry = &queue.entries[&id];
    let own = entry.appointment.as_ref().and_then(|appointment| {
        let start = appointment.start;
        (entry.arrived <= start + Seconds::minutes(10)).then(|| start.max(entry.arrived))
    });
    let urgent = entry.urgent.filter(|urgency| urgency.as_booked).map(|urgency| urgency.at);
    [own, urgent].into_iter().flatten().min()
}
