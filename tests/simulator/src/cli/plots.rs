//! The figures as plots, in German: they are shown to the lead of an office.

use std::{error::Error, fs, path::Path};

use jiff::civil::Weekday;

use super::{
    done,
    figures::{Figures, Hour, by_hour, minutes, pooled, real},
    options::Simulate,
};
use crate::{
    discipline::Discipline,
    placement::Slots,
    plot::{Plot, Series},
};

/// The least percent that the plot of the promises shows.
const FLOOR: f64 = 80.0;

/// Writes every plot into `directory`.
pub(super) fn write(
    directory: &Path,
    wish: &Simulate,
    slots: &Slots,
    figures: &[Figures],
) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(directory)?;
    let waits: Vec<_> = figures.iter().map(wait_by_hour).collect();
    let plot = Plot {
        title: "Ohne Termin: So lange warten neun von zehn",
        across: "Nummer gezogen in der Stunde ab … Uhr",
        up: "Minuten bis zum Aufruf",
        floor: 0.0,
        series: &waits,
    };
    fs::write(directory.join("wait-by-hour.svg"), plot.svg())?;

    let days = wish.scenario.week.iter().zip(&slots.days);
    let offered: Vec<_> = days
        .map(|(day, starts)| Series {
            name: german(day.weekday).to_owned(),
            points: by_hour(day, starts).into_iter().map(|(h, n)| (real(h), n as f64)).collect(),
        })
        .collect();
    let plot = Plot {
        title: "So viele Termine werden in jeder Stunde angeboten",
        across: "Beginn in der Stunde ab … Uhr",
        up: "Termine",
        floor: 0.0,
        series: &offered,
    };
    fs::write(directory.join("offered-slots.svg"), plot.svg())?;

    let plot = Plot {
        title: "Wie oft die Zusagen gehalten werden",
        across: "Prozent der Menschen mit Termin",
        up: "Prozent gehalten",
        floor: FLOOR,
        series: &promises_by_share(wish),
    };
    fs::write(directory.join("promise-by-share.svg"), plot.svg())?;
    done();
    Ok(())
}

fn wait_by_hour(figures: &Figures) -> Series {
    let point = |hour: &Hour| (real(hour.of_day), minutes(hour.p90_sec));
    let name = match figures.discipline.as_str() {
        "guard" => "dieses System",
        "fifo" => "der Reihe nach",
        "edf" => "nach Ende der Zusage",
        "appointment-first" => "Termine immer zuerst",
        "one-reserved" => "ein Schalter reserviert",
        other => other,
    };
    Series { name: name.to_owned(), points: figures.walk_ins_by_hour.iter().map(point).collect() }
}

/// Both promises under the production policy, from no appointments to 60 %.
fn promises_by_share(wish: &Simulate) -> [Series; 2] {
    let guard = Discipline::Guard(wish.scenario.services.guard(wish.parameters.clone()));
    let (mut punctual, mut half_an_hour) = (Vec::new(), Vec::new());
    for share in (0..=6).map(|tenth| f64::from(tenth) * 10.0) {
        let scenario = wish.scenario.clone().with_share(share / 100.0);
        let summary = pooled(&scenario, &guard, wish.seeds).summary();
        // Without appointments there is no promise to keep.
        if summary.appointments > 0 {
            punctual.push((share, summary.punctual_percent.max(FLOOR)));
        }
        half_an_hour.push((share, summary.walk_in_30_min_percent.max(FLOOR)));
    }
    [
        Series { name: "mit Termin: 3 Minuten".to_owned(), points: punctual },
        Series { name: "ohne Termin: 30 Minuten".to_owned(), points: half_an_hour },
    ]
}

fn german(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Montag",
        Weekday::Tuesday => "Dienstag",
        Weekday::Wednesday => "Mittwoch",
        Weekday::Thursday => "Donnerstag",
        Weekday::Friday => "Freitag",
        Weekday::Saturday => "Samstag",
        Weekday::Sunday => "Sonntag",
    }
}
