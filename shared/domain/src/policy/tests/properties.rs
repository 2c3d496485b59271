//! What must hold in every situation.

use proptest::prelude::*;

use super::{
    reference::{Answer, Reference},
    *,
};

/// A situation that owns its lists.
#[derive(Debug, Clone)]
struct Office {
    visits: Vec<Visit>,
    counters: Vec<Counter<'static>>,
    shifts: Vec<Shift>,
}

impl Office {
    fn situation(&self) -> Situation<'_> {
        let Self { visits, counters, shifts } = self;
        Situation { now: at(0), visits, counters, shifts }
    }
}

fn seconds(from: i64, to: i64) -> impl Strategy<Value = Moment> {
    // Whole minutes are frequent, so that equal times are.
    prop_oneof![
        (from / 300..=to / 300).prop_map(|i| at(0) + Seconds(i * 300)),
        (from..=to).prop_map(|s| at(0) + Seconds(s)),
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    (0..3_usize).prop_map(Kind)
}

fn visit() -> impl Strategy<Value = Visit> {
    let here = proptest::option::of(seconds(-1500, 0));
    let appointment = (seconds(-1200, 3000), here)
        .prop_map(|(booked, checked_in)| Claim::Appointment { booked, checked_in });
    let claim = prop_oneof![
        2 => appointment,
        1 => seconds(-3600, 0).prop_map(|drawn| Claim::Ticket { drawn }),
    ];
    (kind(), claim, 0..5_u32).prop_map(|(kind, claim, overtaken)| Visit { kind, claim, overtaken })
}

fn counter() -> impl Strategy<Value = Counter<'static>> {
    let serving = (kind(), 0..4000_i64)
        .prop_map(|(kind, elapsed)| Serving { kind, elapsed: Seconds(elapsed) });
    (any::<bool>(), proptest::option::weighted(0.8, serving)).prop_map(|(staffed, serving)| {
        Counter { staffed: staffed || serving.is_none(), serving, offers: Offers::Everything }
    })
}

fn office() -> impl Strategy<Value = Office> {
    let visits = proptest::collection::vec(visit(), 0..14);
    let counters = proptest::collection::vec(counter(), 0..6);
    let shifts = proptest::collection::vec((seconds(-3600, 3600), 0..6_usize), 0..4);
    (visits, counters, shifts).prop_map(|(visits, mut counters, shifts)| {
        counters.insert(0, free());
        let mut shifts: Vec<_> =
            shifts.into_iter().map(|(from, counters)| Shift { from, counters }).collect();
        shifts.sort_by_key(|shift| shift.from);
        Office { visits, counters, shifts }
    })
}

fn answer(decision: &Decision) -> Answer {
    match decision {
        Decision::Call(call) => (decision.rule(), Some(call.visit), call.overtakes.clone()),
        Decision::Hold { .. } | Decision::Nothing => (decision.rule(), None, vec![]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn floating_point_gives_the_same_answers(office in office()) {
        let guard = guard();
        let situation = office.situation();
        let expected = Reference { guard: &guard, situation: &situation }.decide();
        prop_assert_eq!(answer(&guard.decide(&situation, 0)), expected);
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn counters_that_list_every_service_are_like_counters_that_give_everything(office in office()) {
        let guard = guard();
        let all = [PICKUP, PASSPORT, REGISTRATION];
        let mut listed = office.clone();
        for counter in &mut listed.counters {
            counter.offers = Offers::Only(&[PICKUP, PASSPORT, REGISTRATION]);
        }
        prop_assert_eq!(guard.decide(&office.situation(), 0), guard.decide(&listed.situation(), 0));
        for kind in all {
            let plain = guard.risk(&office.situation(), 0, kind);
            prop_assert_eq!(plain, guard.risk(&listed.situation(), 0, kind));
        }
    }

    #[test]
    fn a_due_appointment_always_comes_first(office in office()) {
        let due = |visit: &Visit| matches!(
            visit.claim,
            Claim::Appointment { booked, checked_in: Some(arrived) }
                if booked <= at(0) && arrived - booked <= Seconds(600)
        );
        let decision = guard().decide(&office.situation(), 0);
        if office.visits.iter().any(due) {
            let (visit, rule) = called(&decision).expect("a counter is free");
            prop_assert_eq!(rule, 1);
            prop_assert!(due(&office.visits[visit]));
        } else {
            prop_assert_ne!(decision.rule(), Some(1));
        }
    }

    #[test]
    fn nobody_expected_is_called_and_nobody_more_than_the_lead_early(office in office()) {
        if let Decision::Call(call) = guard().decide(&office.situation(), 0) {
            let bookable = match office.visits[call.visit].claim {
                Claim::Ticket { .. } => true,
                Claim::Appointment { booked, checked_in } => {
                    checked_in.is_some() && booked - at(0) <= Seconds(900)
                }
            };
            prop_assert!(bookable);
        }
    }

    #[test]
    fn only_who_waited_longer_is_overtaken_and_nobody_too_often(office in office()) {
        if let Decision::Call(call) = guard().decide(&office.situation(), 0) {
            prop_assert_eq!(call.overtakes.is_empty(), call.reason.rule() != 7);
            prop_assert!(call.overtakes.len() <= 8);
            for overtaken in call.overtakes {
                prop_assert!(office.visits[overtaken].overtaken < 3);
                prop_assert!(overtaken != call.visit);
            }
        }
    }

    #[test]
    fn once_the_hold_grace_is_over_an_absentee_frees_the_counter(office in office()) {
        let mut without = office.clone();
        without.visits.retain(|visit| !matches!(
            visit.claim,
            Claim::Appointment { booked, checked_in: None } if booked + Seconds(180) <= at(0)
        ));
        let guard = guard();
        for kind in [PICKUP, PASSPORT, REGISTRATION] {
            let all = guard.risk(&office.situation(), 0, kind).ppm();
            prop_assert_eq!(all, guard.risk(&without.situation(), 0, kind).ppm());
        }
        let (all, fewer) = (office.situation(), without.situation());
        prop_assert_eq!(guard.decide(&all, 0).rule(), guard.decide(&fewer, 0).rule());
    }

    #[test]
    fn without_holding_nobody_waits_at_a_free_counter(office in office()) {
        let mut guard = guard();
        guard.parameters = Parameters::default().without_holding();
        prop_assert_ne!(guard.decide(&office.situation(), 0).rule(), Some(8));
    }
}
