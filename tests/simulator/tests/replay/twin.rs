//! Random days, compared with the independent reading of the rules.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "seconds of a day"
)]

use rand_distr::{Distribution, StandardUniform};
use rand_pcg::{Pcg64Mcg, rand_core::SeedableRng};

use super::*;

/// Dice for one day.
struct Dice(Pcg64Mcg);

impl Dice {
    fn unit(&mut self) -> f64 {
        StandardUniform.sample(&mut self.0)
    }

    /// A whole number from `low` up to but without `high`.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.unit() * (high - low) as f64) as i64
    }

    /// A random falling table with a given mean, roughly.
    fn survival(&mut self, mean: f64) -> Vec<u32> {
        let shape = 1.0 + 4.0 * self.unit();
        let value = |i: u32| 1e6 * (-(f64::from(i) * 15.0 / (1.1 * mean)).powf(shape)).exp();
        (0..481).map(|i| value(i) as u32).collect()
    }

    /// A random rising table of check-ins around some minutes early.
    fn check_ins(&mut self) -> Vec<u32> {
        let mean = -120.0 - 600.0 * self.unit();
        let width = 60.0 + 300.0 * self.unit();
        let value = |i: u32| 1e6 / (1.0 + (-(f64::from(i) * 15.0 - 3600.0 - mean) / width).exp());
        (0..481).map(|i| value(i) as u32).collect()
    }
}

fn random_day(seed: u64) -> Value {
    let mut dice = Dice(Pcg64Mcg::seed_from_u64(seed));
    let counters = dice.between(1, 6);
    let length = dice.between(3600, 3 * 3600);
    let (open, close) = (OPEN, OPEN + length);
    let mut staff = vec![json!([open - dice.between(0, 900), counters])];
    let mut from = open;
    for _ in 0..dice.between(0, 4) {
        from += dice.between(1, length / 4);
        staff.push(json!([from, dice.between(0, counters + 2)]));
    }
    staff.push(json!([from + dice.between(1, 900), counters]));

    let means = [260.0, 760.0, 610.0];
    let names = ["pickup", "passport", "registration"];
    let mut customers = Vec::new();
    let rate = 0.5 + 0.7 * dice.unit();
    let citizens = (rate * length as f64 * counters as f64 / 550.0) as i64;
    let share = dice.unit();
    for number in 0..citizens {
        let kind = dice.between(0, 3) as usize;
        let spread = 0.4 + 1.4 * dice.unit();
        let service = (means[kind] * spread) as i64;
        let mut customer = if dice.unit() < share {
            let booked = open + 300 * dice.between(0, length / 300);
            let offset = (dice.unit() + dice.unit() + dice.unit()) * 900.0 - 1500.0;
            // Some exactly on time, or exactly at the grace.
            let offset = match dice.between(0, 10) {
                0 => 0,
                1 => 600,
                2 => 601,
                _ => offset as i64,
            };
            let arrive = (dice.unit() < 0.85).then_some((booked + offset).max(0));
            appointment("", names[kind], booked, arrive, service)
        } else {
            // Whole minutes, so that equal ticket times occur.
            walk_in("", names[kind], open + 60 * dice.between(-15, length / 60), service)
        };
        customer["id"] = if number % 2 == 0 { json!(number) } else { json!(format!("n{number}")) };
        customers.push(customer);
    }
    let mut parameters = json!({});
    for (name, low, high) in [
        ("TOL", 60, 400),
        ("GRACE", 300, 900),
        ("LEAD", 0, 1800),
        ("HORIZON", 900, 3600),
        ("EPS_HOLD", 1000, 200_000),
        ("EPS_EARLY", 1000, 50_000),
        ("PRICE", 0, 9000),
        ("HGRACE", 0, 500),
        ("GAP", 0, 10),
        ("OVERTAKE", 0, 5),
        ("TICK", 1, 90),
    ] {
        // Two thirds of the days keep the default.
        if dice.unit() < 0.33 {
            parameters[name] = json!(dice.between(low, high));
        }
    }
    json!({
        "open": open,
        "close": close,
        "staff": staff,
        "survival_ppm": {
            "pickup": dice.survival(means[0]),
            "passport": dice.survival(means[1]),
            "registration": dice.survival(means[2]),
        },
        "checkin_ppm": dice.check_ins(),
        "show_ppm": dice.between(500_000, 1_000_001),
        "mean_sec": { "pickup": 260, "passport": 760, "registration": 610 },
        "parameters": parameters,
        "customers": customers,
    })
}

#[test]
fn three_hundred_random_days_are_called_alike() {
    let mut rules = [0; 9];
    let mut held = 0;
    for seed in 0..300 {
        let day = random_day(seed);
        let (expected, expected_held) = reference::replay(&day);
        let answer = replayed(&day);
        let found: Vec<_> = answer["calls"].as_array().unwrap().iter().collect();
        for (place, (found, expected)) in found.iter().zip(&expected).enumerate() {
            let (t, counter, id, rule) = expected;
            let expected = json!({ "t": t, "counter": counter, "id": id, "rule": rule });
            assert_eq!(**found, expected, "day {seed}, call {place}");
        }
        assert_eq!(found.len(), expected.len(), "day {seed}");
        assert_eq!(answer["held_sec"], json!(expected_held), "day {seed}");
        held += expected_held;
        for call in expected {
            rules[usize::try_from(call.3).unwrap()] += 1;
        }
    }
    // The days try every rule often enough to mean something.
    assert!([1, 2, 4, 6, 7].iter().all(|rule| rules[*rule] > 50), "{rules:?}");
    assert!(held > 3600, "{held}");
}
