//! Shows what offices of different sizes can promise.

use domain::policy::Parameters;

use super::{done, figures::minutes, progress};
use crate::{
    promises::{self, AtLoad, Promises},
    scenario::Scenario,
};

/// Prints the table, and gives it back for the JSON.
pub(super) fn print(office: &Scenario, parameters: &Parameters, seeds: u64) -> Vec<Promises> {
    let table = promises::table(office, parameters, seeds, &mut progress);
    done();
    println!("\nWhat can be promised, half of the citizens with an appointment");
    println!("          citizens      appointments        late  walk-ins (min)");
    println!("counters  a week  load  <= 3 min    latest  <= 3  p90    <= 30 min");
    for Promises { counters, usual, .. } in &table {
        line(*counters, usual);
    }
    println!("... and the fullest with 19 of 20 walk-ins within 30 minutes");
    for Promises { counters, most, .. } in &table {
        match most {
            Some(most) => line(*counters, most),
            None => println!("{counters:>8}  none"),
        }
    }
    table
}

fn line(counters: usize, AtLoad { load, citizens, summary }: &AtLoad) {
    println!(
        "{counters:>8}  {citizens:>6.0}  {:>2.0} %  {:>7.2} %  {:>6.1}  {:>3.0} %  {:>5.1}  {:>7.2} %",
        load * 100.0,
        summary.punctual_percent,
        minutes(summary.punctual_max_sec),
        summary.late_percent,
        minutes(summary.walk_in_p90_sec),
        summary.walk_in_30_min_percent,
    );
}
