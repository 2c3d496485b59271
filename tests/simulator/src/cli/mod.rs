//! The command `simulate`.

mod explain;
mod figures;
mod options;
mod plots;
mod promised;

use std::{
    error::Error,
    fs,
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
};

use domain::policy::Parameters;

use crate::{
    acceptance::{self, Effort},
    bench,
    discipline::Discipline,
    model,
    replay::Replay,
};
use options::{HELP, Wish};

/// Does what the words after `simulate` ask for.
#[must_use]
pub fn run(words: &[String]) -> ExitCode {
    let wish = match options::parse(words) {
        Ok(wish) => wish,
        Err(problem) => {
            eprintln!("simulate: {problem}");
            return ExitCode::from(2);
        }
    };
    match fulfil(wish) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("simulate: {error}");
            ExitCode::FAILURE
        }
    }
}

fn fulfil(wish: Wish) -> Result<ExitCode, Box<dyn Error>> {
    match wish {
        Wish::Help => print!("{HELP}"),
        Wish::Replay(file) => replay(&file)?,
        Wish::Acceptance => return Ok(accept()),
        Wish::Bench => {
            let speed = bench::run();
            println!("decision, 15 counters, 60 waiting, 250 more booked:");
            println!(
                "  p50 {:.0} µs, p99 {:.0} µs, slowest {:.0} µs",
                speed.p50_us, speed.p99_us, speed.max_us
            );
            println!("planner, two weeks: {:.1} ms", speed.plan_ms);
            println!("simulation: {:.0} visits a second", speed.visits_per_second);
        }
        Wish::Simulate(wish) => figures::simulate(&wish)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn replay(file: &str) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(file)
        .map_err(|error| format!("{file}: {error}; give a file with a day as JSON"))?;
    let replay = Replay::parse(&text).map_err(|error| format!("{file}: {error}"))?;
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &replay.run())?;
    writeln!(out)?;
    Ok(())
}

fn accept() -> ExitCode {
    let guard = Discipline::Guard(model::guard(Parameters::default()));
    let mut verdicts = acceptance::judge(&guard, Effort::THOROUGH, &mut progress);
    verdicts.extend(acceptance::judge_rare(&guard, &mut progress));
    verdicts.extend(acceptance::judge_estimate(Effort::THOROUGH, &mut progress));
    verdicts.extend(acceptance::judge_planner());
    progress("speed");
    verdicts.push(acceptance::judge_speed(&bench::run()));
    done();
    for verdict in &verdicts {
        println!("{verdict}");
    }
    let missed = verdicts.iter().filter(|verdict| !verdict.holds).count();
    println!("{missed} of {} missed", verdicts.len());
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Says what is being worked on: on one line of a terminal, on many of a log.
fn progress(what: &str) {
    if io::stderr().is_terminal() {
        eprint!("\r\x1b[K{what} …");
    } else {
        eprintln!("{what} …");
    }
}

/// Clears the line of [`progress`].
fn done() {
    if io::stderr().is_terminal() {
        eprint!("\r\x1b[K");
    }
}
