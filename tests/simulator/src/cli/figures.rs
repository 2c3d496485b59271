//! Simulates an office and shows the figures: as a table, as JSON, as plots.

use std::{error::Error, fs, path::Path};

use domain::{office::weekday_code, policy::Parameters};
use serde::Serialize;

use super::{done, options::Simulate, progress};
use crate::{
    discipline::Discipline,
    placement::{Slots, place},
    plot::{Plot, Series},
    scenario::Scenario,
    seeds,
    statistics::{Statistics, Summary},
};

/// The figures of one discipline.
#[derive(Debug, Serialize)]
struct Figures {
    discipline: String,
    summary: Summary,
    walk_ins_by_hour: Vec<Hour>,
}

/// Waits of the walk-ins who came in one hour.
#[derive(Debug, Serialize)]
struct Hour {
    of_day: i64,
    p50_sec: i64,
    p90_sec: i64,
}

/// Everything that is written as JSON.
#[derive(Debug, Serialize)]
struct Report<'a> {
    scenario: &'a Scenario,
    seeds: u64,
    load: f64,
    /// Appointments that fit within reserve and promise.
    within_capacity: usize,
    /// Appointments by day and hour.
    offered: Vec<Offered>,
    disciplines: &'a [Figures],
}

#[derive(Debug, Serialize)]
struct Offered {
    weekday: &'static str,
    by_hour: Vec<(i64, usize)>,
}

pub(super) fn simulate(wish: &Simulate) -> Result<(), Box<dyn Error>> {
    let Simulate { scenario, seeds, discipline, json, plots } = wish;
    let guard = Discipline::Guard(scenario.services.guard(Parameters::default()));
    let disciplines = chosen(discipline.as_deref(), guard)?;
    let slots = place(scenario);
    let mut figures = Vec::new();
    for discipline in &disciplines {
        let statistics = pooled(scenario, discipline, *seeds);
        let hour = |(of_day, p50_sec, p90_sec)| Hour { of_day, p50_sec, p90_sec };
        figures.push(Figures {
            discipline: discipline.to_string(),
            summary: statistics.summary(),
            walk_ins_by_hour: statistics.by_hour().into_iter().map(hour).collect(),
        });
    }
    done();
    print_table(scenario, &slots, *seeds, &figures);
    if let Some(file) = json {
        let report = Report {
            scenario,
            seeds: *seeds,
            load: scenario.load(),
            within_capacity: slots.within_capacity,
            offered: offered(scenario, &slots),
            disciplines: &figures,
        };
        let text = serde_json::to_string_pretty(&report)?;
        fs::write(file, text + "\n").map_err(|error| format!("{file}: {error}"))?;
    }
    if let Some(directory) = plots {
        write_plots(Path::new(directory), wish, &slots, &figures)
            .map_err(|error| format!("{directory}: {error}"))?;
    }
    Ok(())
}

fn chosen(name: Option<&str>, guard: Discipline) -> Result<Vec<Discipline>, String> {
    let mut all = vec![
        Discipline::Fifo,
        Discipline::EarliestDeadline,
        Discipline::AppointmentFirst,
        Discipline::OneReserved,
        guard,
    ];
    let Some(name) = name else { return Ok(all) };
    let known: Vec<_> = all.iter().map(ToString::to_string).collect();
    all.retain(|discipline| discipline.to_string() == name);
    if all.is_empty() {
        return Err(format!("there is no discipline {name}; known: {}", known.join(", ")));
    }
    Ok(all)
}

fn pooled(scenario: &Scenario, discipline: &Discipline, seeds: u64) -> Statistics {
    let what = format!("{}, {} booked, {discipline}", scenario.name, scenario.booked_per_week);
    progress(&what);
    let finished = |count| progress(&format!("{what}, {count} of {seeds} seeds"));
    seeds::pooled(scenario, discipline, seeds, &finished)
}

fn print_table(scenario: &Scenario, slots: &Slots, seeds: u64, figures: &[Figures]) {
    println!(
        "{}: load {:.2}, {:.0} citizens a week, {} appointments booked ({} within capacity), \
         {} weeks x {seeds} seeds",
        scenario.name,
        scenario.load(),
        scenario.customers_per_week,
        scenario.booked_per_week,
        slots.within_capacity,
        scenario.weeks,
    );
    println!(
        "                     appointments (on time)   late   walk-ins (min)           counters"
    );
    println!(
        "discipline           <= 3 min   latest min    <= 3   p50    p90    <= 30 min  used   held"
    );
    for Figures { discipline, summary, .. } in figures {
        println!(
            "{discipline:<20} {:>7.3} %  {:>9.1}  {:>6.1} %  {:>5.1}  {:>5.1}  {:>7.2} %  {:>4.1} %  {:>3.1} %",
            summary.punctual_percent,
            minutes(summary.punctual_max_sec),
            summary.late_percent,
            minutes(summary.walk_in_p50_sec),
            minutes(summary.walk_in_p90_sec),
            summary.walk_in_30_min_percent,
            summary.used_percent,
            summary.held_percent,
        );
    }
}

fn offered(scenario: &Scenario, slots: &Slots) -> Vec<Offered> {
    let by_hour = |starts: &[i64]| {
        let in_hour = |hour: i64| (hour, starts.iter().filter(|s| *s / 3600 == hour).count());
        (0..24).map(in_hour).filter(|(_, count)| *count > 0).collect()
    };
    let days = scenario.week.iter().zip(&slots.days);
    days.map(|(day, starts)| Offered {
        weekday: weekday_code(day.weekday),
        by_hour: by_hour(starts),
    })
    .collect()
}

fn write_plots(
    directory: &Path,
    wish: &Simulate,
    slots: &Slots,
    figures: &[Figures],
) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(directory)?;
    let waits: Vec<_> = figures.iter().map(wait_by_hour).collect();
    let plot = Plot {
        title: "How long nine of ten walk-ins wait, by the hour they come",
        across: "hour of the day",
        up: "minutes",
        floor: 0.0,
        series: &waits,
    };
    fs::write(directory.join("wait-by-hour.svg"), plot.svg())?;

    let series: Vec<_> = offered(&wish.scenario, slots)
        .into_iter()
        .map(|day| Series {
            name: day.weekday.to_owned(),
            points: day
                .by_hour
                .iter()
                .map(|(hour, count)| (real(*hour), count_of(*count)))
                .collect(),
        })
        .collect();
    let plot = Plot {
        title: "Appointments offered in each hour",
        across: "hour of the day",
        up: "appointments",
        floor: 0.0,
        series: &series,
    };
    fs::write(directory.join("offered-slots.svg"), plot.svg())?;

    let series = promises_by_share(wish);
    let plot = Plot {
        title: "Promises kept, by the share of citizens with an appointment",
        across: "percent with an appointment",
        up: "percent kept",
        floor: 80.0,
        series: &series,
    };
    fs::write(directory.join("promise-by-share.svg"), plot.svg())?;
    done();
    Ok(())
}

fn wait_by_hour(figures: &Figures) -> Series {
    let point = |hour: &Hour| (real(hour.of_day), minutes(hour.p90_sec));
    Series {
        name: figures.discipline.clone(),
        points: figures.walk_ins_by_hour.iter().map(point).collect(),
    }
}

/// Both promises under the production policy, from no appointments to 60 %.
fn promises_by_share(wish: &Simulate) -> [Series; 2] {
    let guard = Discipline::Guard(wish.scenario.services.guard(Parameters::default()));
    let (mut punctual, mut half_an_hour) = (Vec::new(), Vec::new());
    for share in (0..=6).map(|tenth| f64::from(tenth) * 10.0) {
        let scenario = wish.scenario.clone().with_share(share / 100.0);
        let summary = pooled(&scenario, &guard, wish.seeds).summary();
        punctual.push((share, summary.punctual_percent.max(80.0)));
        half_an_hour.push((share, summary.walk_in_30_min_percent.max(80.0)));
    }
    [
        Series { name: "3 minutes".to_owned(), points: punctual },
        Series { name: "30 minutes".to_owned(), points: half_an_hour },
    ]
}

fn minutes(seconds: i64) -> f64 {
    real(seconds) / 60.0
}

fn real(value: i64) -> f64 {
    value as f64
}

fn count_of(value: usize) -> f64 {
    value as f64
}
