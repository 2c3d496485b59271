//! What is different between two configurations of an office, in words.

use std::{collections::BTreeMap, fmt::Display};

use domain::{
    office::{Counter, Office, Service},
    time::Moment,
};
use jiff::{ToSpan, civil::Date};

use crate::words;

/// For how many days ahead the change of each day is told.
const TOLD_DAYS: i64 = 21;

/// What changes for people, one sentence each. Empty if nothing at all does.
#[must_use]
pub fn differences(old: &Office, new: &Office, now: Moment) -> Vec<String> {
    let mut all = Vec::new();
    let mut say = |what: &str, one: &dyn Display, other: &dyn Display| {
        if one.to_string() != other.to_string() {
            all.push(format!("{what}: {}.", words::instead(other, one)));
        }
    };
    say("Name", &old.name, &new.name);
    say("Öffnungszeiten", &old.hours().as_str(), &new.hours().as_str());
    say("Straße", &old.address.street, &new.address.street);
    say("Tage im Voraus buchbar", &old.booking.window_days, &new.booking.window_days);
    say("Termine je E-Mail-Adresse", &old.booking.per_address, &new.booking.per_address);
    let all_counters = |office: &Office| office.counters.len().to_string();
    say(&new.counter_word, &all_counters(old), &all_counters(new));
    all.extend(closures(old, new));
    all.extend(services(old, new));
    all.extend(counters(old, new));
    all.extend(days(old, new, now));
    if all.is_empty() && old != new {
        all.push("Nur Angaben, die Termine und Anliegen nicht betreffen.".to_owned());
    }
    all
}

fn closures(old: &Office, new: &Office) -> Vec<String> {
    let told = |closure: &domain::office::Closure| {
        let (from, to) = (closure.days.start(), closure.days.end());
        let until = if from == to { String::new() } else { format!(" bis {}", words::day(*to)) };
        format!("{}{until} ({})", words::day(*from), closure.reason)
    };
    let gone = old.closures.iter().filter(|closure| !new.closures.contains(closure));
    let come = new.closures.iter().filter(|closure| !old.closures.contains(closure));
    gone.map(|closure| format!("Doch nicht geschlossen: {}.", told(closure)))
        .chain(come.map(|closure| format!("Geschlossen: {}.", told(closure))))
        .collect()
}

fn services(old: &Office, new: &Office) -> Vec<String> {
    let mut all = Vec::new();
    for service in &new.services {
        match old.service(&service.id) {
            None => all.push(format!(
                "Neues Anliegen: {} ({}), {} Minuten.",
                service.name, service.id, service.minutes
            )),
            Some(before) if before != service => all.push(changed(before, service)),
            Some(_) => (),
        }
    }
    let gone = old.services.iter().filter(|service| new.service(&service.id).is_none());
    all.extend(gone.map(|service| format!("Anliegen entfällt: {}.", service.name)));
    all
}

fn changed(before: &Service, service: &Service) -> String {
    if before.minutes == service.minutes {
        return format!("Anliegen „{}“: andere Angaben.", service.name);
    }
    let minutes = words::instead(service.minutes, before.minutes);
    format!("Anliegen „{}“: {minutes} Minuten.", service.name)
}

fn counters(old: &Office, new: &Office) -> Vec<String> {
    let word = &new.counter_word;
    let named = |counters: Vec<&Counter>| {
        counters.iter().map(|counter| counter.id.to_string()).collect::<Vec<_>>().join(", ")
    };
    let only = |one: &Office, other: &Office| {
        named(one.counters.iter().filter(|it| other.counter(&it.id).is_none()).collect())
    };
    let other_services: Vec<&Counter> = new
        .counters
        .iter()
        .filter(|it| old.counter(&it.id).is_some_and(|before| before.services != it.services))
        .collect();
    [
        (only(new, old), "kommt hinzu"),
        (only(old, new), "entfällt"),
        (named(other_services), "andere Anliegen"),
    ]
    .into_iter()
    .filter(|(names, _)| !names.is_empty())
    .map(|(names, what)| format!("{word} {names}: {what}."))
    .collect()
}

/// The days ahead on which another number of appointments is offered.
fn days(old: &Office, new: &Office, now: Moment) -> Vec<String> {
    let today = new.today(now);
    let mut changed: BTreeMap<Date, (u32, u32)> = BTreeMap::new();
    for ahead in 0..TOLD_DAYS {
        let date = today.saturating_add(ahead.days());
        let (before, after) = (old.starts(date).total(), new.starts(date).total());
        if before != after {
            changed.insert(date, (before, after));
        }
    }
    changed
        .into_iter()
        .map(|(date, (before, after))| {
            format!("{}: {after} statt {before} Termine.", words::day(date))
        })
        .collect()
}
