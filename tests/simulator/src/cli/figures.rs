//! Simulates an office and shows the figures: as a table, as JSON, as plots.

use std::{error::Error, fs, path::Path};

use domain::office::weekday_code;
use serde::Serialize;

use super::{done, explain, options::Simulate, plots, progress, promised};
use crate::{
    discipline::Discipline,
    placement::{Slots, place, plan},
    promises::Promises,
    scenario::{Opening, Scenario},
    seeds,
    statistics::{Statistics, Summary},
};

/// The figures of one discipline.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    pub(super) discipline: String,
    pub(super) summary: Summary,
    pub(super) walk_ins_by_hour: Vec<Hour>,
}

/// Waits of the walk-ins who came in one hour.
#[derive(Debug, Serialize)]
pub(super) struct Hour {
    pub(super) of_day: i64,
    p50_sec: i64,
    pub(super) p90_sec: i64,
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
    /// What offices of different sizes can promise, if that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    promises: Option<&'a [Promises]>,
}

#[derive(Debug, Serialize)]
struct Offered {
    weekday: &'static str,
    by_hour: Vec<(i64, usize)>,
}

pub(super) fn simulate(wish: &Simulate) -> Result<(), Box<dyn Error>> {
    let Simulate { scenario, seeds, discipline, parameters, explain, promises, json, plots } = wish;
    let guard = Discipline::Guard(scenario.services.guard(parameters.clone()));
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
    if *explain {
        explain::print(&plan(scenario), scenario.booked_per_week);
    }
    let promised = promises.then(|| promised::print(scenario, parameters, *seeds));
    if let Some(file) = json {
        let report = Report {
            scenario,
            seeds: *seeds,
            load: scenario.load(),
            within_capacity: slots.within_capacity,
            offered: offered(scenario, &slots),
            disciplines: &figures,
            promises: promised.as_deref(),
        };
        let text = serde_json::to_string_pretty(&report)?;
        fs::write(file, text + "\n").map_err(|error| format!("{file}: {error}"))?;
    }
    if let Some(directory) = plots {
        plots::write(Path::new(directory), wish, &slots, &figures)
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

pub(super) fn pooled(scenario: &Scenario, discipline: &Discipline, seeds: u64) -> Statistics {
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
    let days = scenario.week.iter().zip(&slots.days);
    let offered = days.map(|(day, starts)| Offered {
        weekday: weekday_code(day.weekday),
        by_hour: by_hour(day, starts),
    });
    offered.collect()
}

/// How many start in each hour of the day, breaks left out.
pub(super) fn by_hour(day: &Opening, starts: &[i64]) -> Vec<(i64, usize)> {
    let in_hour = |hour: i64| (hour, starts.iter().filter(|s| *s / 3600 == hour).count());
    let open = |hour: &i64| {
        day.hours.iter().any(|(open, close)| *open < (hour + 1) * 3600 && hour * 3600 < *close)
    };
    (0..24).filter(open).map(in_hour).collect()
}

pub(super) fn minutes(seconds: i64) -> f64 {
    real(seconds) / 60.0
}

pub(super) fn real(value: i64) -> f64 {
    value as f64
}
