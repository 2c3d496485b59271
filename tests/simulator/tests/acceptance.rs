//! What the policy must achieve, and that it is the policy that achieves it.

use domain::policy::Parameters;
use simulator::{
    acceptance::{Effort, Verdict, judge, judge_estimate, judge_planner, judge_rare},
    discipline::Discipline,
    model,
};

/// Rivals fail by so much that two seeds are enough.
const RIVAL: Effort = Effort { seeds: 2, weeks: 12 };

fn judged(discipline: &Discipline, effort: Effort) -> Vec<Verdict> {
    judge(discipline, effort, &mut |_| ())
}

fn missed(verdicts: &[Verdict]) -> Vec<String> {
    verdicts.iter().filter(|verdict| !verdict.holds).map(ToString::to_string).collect()
}

#[test]
fn guard_keeps_every_bound() {
    let guard = Discipline::Guard(model::guard(Parameters::default()));
    let verdicts = judged(&guard, Effort::ORDINARY);
    assert_eq!(missed(&verdicts), Vec::<String>::new());
}

#[test]
fn of_a_hundred_thousand_at_most_one_is_called_later_than_six_minutes() {
    let guard = Discipline::Guard(model::guard(Parameters::default()));
    let verdicts = judge_rare(&guard, &mut |_| ());
    assert_eq!(missed(&verdicts), Vec::<String>::new());
}

#[test]
fn the_estimate_is_much_better_than_counting_heads() {
    let verdicts = judge_estimate(Effort::ORDINARY, &mut |_| ());
    assert_eq!(missed(&verdicts), Vec::<String>::new());
}

#[test]
fn the_planner_offers_what_the_city_wants() {
    assert_eq!(missed(&judge_planner()), Vec::<String>::new());
}

#[test]
fn first_come_first_served_breaks_the_promise_in_every_office() {
    let verdicts = judged(&Discipline::Fifo, RIVAL);
    let (mut broken, mut kept) = (0, 0);
    for verdict in verdicts.iter().filter(|verdict| verdict.asked.contains("within 3 min")) {
        if verdict.holds { kept += 1 } else { broken += 1 }
    }
    assert_eq!((broken, kept), (9, 0), "{verdicts:#?}");
}

#[test]
fn calling_appointments_always_first_is_not_enough_in_small_offices() {
    let verdicts = judged(&Discipline::AppointmentFirst, RIVAL);
    let missed = missed(&verdicts).join("\n");
    for office in ["3 counters .71 50 %", "2 counters .65 50 %", "1 counter .50 50 %"] {
        assert!(missed.contains(office), "{office} in:\n{missed}");
    }
}
