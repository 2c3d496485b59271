//! The words after `simulate`.

use domain::policy::Parameters;

use crate::{
    office,
    scenario::{Placement, Scenario},
};

/// What `simulate --help` says.
pub(super) const HELP: &str = "\
Simulates a citizen office, or replays one of its days.

simulate [--office NAME] [options]   simulate weeks of an office
simulate --replay FILE               replay a day, calls as JSON on stdout
simulate --acceptance                the full table the policy must achieve
simulate --bench                     how fast the policy decides

Offices: a name from infra/offices, such as mitte; the path of an office file;
         or the assumed ones of the acceptance table: mitte-2000, counters-15,
         counters-10, counters-6, counters-3, counters-2, counters-1
         (default mitte-2000)

--city PATH          the city of the office file (default: city.toml beside or
                     above it, else infra/city.toml)
--counters N         staffed counters
--customers N        citizens a week
--load F             citizens a week as the used share of the counters' time
--bookings N         appointments booked a week
--share PERCENT      appointments booked, by the citizens
--placement WORD     low-flow (default) or even
--weeks N            weeks for each seed (default 12)
--seeds N            seeds 1 to N are pooled (default 5)
--discipline WORD    guard, fifo, edf, appointment-first, one-reserved or all
                     (default all)
--no-holding         guard never keeps a counter free while somebody waits
--no-overtaking      guard calls walk-ins strictly in their order
--explain            the planner's plan hour by hour, and its warnings
--promises           what 1, 2, 3, 6 and 11 such counters can promise, half of
                     the citizens with an appointment
--json FILE          the figures as JSON
--plots DIR          waits by hour, promises by share of appointments and
                     offered slots as SVG
";

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wish {
    Help,
    Replay(String),
    Acceptance,
    Bench,
    Simulate(Box<Simulate>),
}

/// A simulation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Simulate {
    pub(super) scenario: Scenario,
    pub(super) seeds: u64,
    /// The name of a discipline, or all of them.
    pub(super) discipline: Option<String>,
    /// How the production policy is set.
    pub(super) parameters: Parameters,
    pub(super) explain: bool,
    pub(super) promises: bool,
    pub(super) json: Option<String>,
    pub(super) plots: Option<String>,
}

/// Reads the words.
pub(super) fn parse(words: &[String]) -> Result<Wish, String> {
    let mut words = words.iter().map(String::as_str);
    let (mut name, mut city) = ("mitte-2000", None);
    let (mut counters, mut customers, mut load) = (None, None, None);
    let (mut bookings, mut share) = (None, None);
    let (mut placement, mut weeks, mut seeds) = (Placement::LowFlow, 12, 5);
    let mut parameters = Parameters::default();
    let (mut explain, mut promises) = (false, false);
    let (mut discipline, mut json, mut plots) = (None, None, None);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value; see --help"));
        match word {
            "--help" | "-h" => return Ok(Wish::Help),
            "--acceptance" => return Ok(Wish::Acceptance),
            "--bench" => return Ok(Wish::Bench),
            "--replay" => return Ok(Wish::Replay(value()?.to_owned())),
            "--office" => name = value()?,
            "--city" => city = Some(value()?),
            "--counters" => counters = Some(number::<usize>(word, value()?, 1.0, 1000.0)?),
            "--customers" => customers = Some(number::<f64>(word, value()?, 1.0, 1e6)?),
            "--load" => load = Some(number::<f64>(word, value()?, 0.01, 2.0)?),
            "--bookings" => bookings = Some(number::<usize>(word, value()?, 0.0, 1e6)?),
            "--share" => share = Some(number::<f64>(word, value()?, 0.0, 100.0)?),
            "--weeks" => weeks = number(word, value()?, 1.0, 1e4)?,
            "--seeds" => seeds = number(word, value()?, 1.0, 1e4)?,
            "--placement" => {
                placement = match value()? {
                    "low-flow" => Placement::LowFlow,
                    "even" => Placement::Even,
                    other => return Err(format!("--placement {other}: give low-flow or even")),
                }
            }
            "--discipline" => {
                discipline = Some(value()?.to_owned()).filter(|name| name != "all");
            }
            "--no-holding" => parameters = parameters.without_holding(),
            "--no-overtaking" => parameters = parameters.without_overtaking(),
            "--explain" => explain = true,
            "--promises" => promises = true,
            "--json" => json = Some(value()?.to_owned()),
            "--plots" => plots = Some(value()?.to_owned()),
            other => return Err(format!("there is no option {other}; see --help")),
        }
    }
    let mut scenario = office::named(name, city).map_err(|error| error.to_string())?;
    if let Some(counters) = counters {
        scenario = scenario.with_counters(counters);
    }
    if let Some(load) = load {
        scenario = scenario.loaded(load);
    }
    scenario.customers_per_week = customers.unwrap_or(scenario.customers_per_week);
    if let Some(share) = share {
        scenario = scenario.with_share(share / 100.0);
    }
    scenario.booked_per_week = bookings.unwrap_or(scenario.booked_per_week);
    if scenario.shown_share() > 0.95 {
        let (booked, all) = (scenario.booked_per_week, scenario.customers_per_week);
        return Err(format!("{booked} bookings are too many for {all:.0} citizens a week"));
    }
    scenario.placement = placement;
    scenario.weeks = weeks;
    let wish = Simulate { scenario, seeds, discipline, parameters, explain, promises, json, plots };
    Ok(Wish::Simulate(Box::new(wish)))
}

/// A number between two bounds.
fn number<T: std::str::FromStr>(
    option: &str,
    text: &str,
    least: f64,
    most: f64,
) -> Result<T, String> {
    let fits = text.parse::<f64>().is_ok_and(|value| (least..=most).contains(&value));
    let value = text.parse().ok().filter(|_| fits);
    value.ok_or_else(|| format!("{option} {text}: give a number from {least} to {most}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Wish, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn an_office_can_be_changed_before_it_is_simulated() {
        let Wish::Simulate(wish) =
            parsed("--office mitte-2000 --counters 12 --bookings 300").unwrap()
        else {
            panic!("a simulation");
        };
        assert_eq!(wish.scenario.booked_per_week, 300);
        assert_eq!(wish.scenario.week[0].staffed_at(36_000), 12);
    }

    #[test]
    fn a_wrong_word_is_refused_with_a_remedy() {
        for (line, remedy) in [
            ("--offices mitte", "see --help"),
            ("--office nowhere", "known: counters-1"),
            ("--weeks none", "give a number"),
            ("--weeks", "needs a value"),
            ("--bookings 3000", "too many"),
            ("--city nowhere.toml --office mitte", "nowhere.toml"),
        ] {
            let error = parsed(line).unwrap_err();
            assert!(error.contains(remedy), "{error}");
        }
    }
}
