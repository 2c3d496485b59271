//! Days replayed: worked out by hand, compared with an independent reading of
//! the rules, and refused with a remedy.

mod by_hand;
mod command;
mod reference;
mod refused;
mod twin;

use serde_json::{Value, json};
use simulator::replay::Replay;

/// Eight o'clock.
const OPEN: i64 = 28_800;

/// A service that always lasts `seconds` (a multiple of 15).
fn always(seconds: usize) -> Vec<u32> {
    (0..481).map(|i| if i * 15 < seconds { 1_000_000 } else { 0 }).collect()
}

/// Everybody comes, and exactly at the booked time.
fn on_the_dot() -> Vec<u32> {
    (0..481).map(|i| if i < 240 { 0 } else { 1_000_000 }).collect()
}

/// A day from eight to noon on which a long service takes ten minutes and a
/// short one four.
fn day(staff: &Value, customers: &Value) -> Value {
    json!({
        "open": OPEN,
        "close": 43_200,
        "staff": staff,
        "survival_ppm": { "long": always(600), "short": always(240) },
        "checkin_ppm": on_the_dot(),
        "show_ppm": 1_000_000,
        "mean_sec": { "long": 600, "short": 240 },
        "parameters": {},
        "customers": customers,
    })
}

fn appointment(id: &str, kind: &str, booked: i64, arrive: Option<i64>, service: i64) -> Value {
    json!({ "id": id, "kind": "appt", "type": kind, "T": booked, "arrive": arrive, "service": service })
}

fn walk_in(id: &str, kind: &str, arrive: i64, service: i64) -> Value {
    json!({ "id": id, "kind": "walkin", "type": kind, "arrive": arrive, "service": service })
}

fn replayed(day: &Value) -> Value {
    let text = day.to_string();
    let replay = Replay::parse(&text).unwrap();
    serde_json::to_value(replay.run()).unwrap()
}

/// Calls as time, counter, id and rule, and the seconds held.
fn calls(day: &Value) -> (Vec<(i64, i64, String, i64)>, i64) {
    let answer = replayed(day);
    let number = |value: &Value| value.as_i64().unwrap();
    let call = |call: &Value| {
        let id = call["id"].as_str().map_or_else(|| call["id"].to_string(), str::to_owned);
        (number(&call["t"]), number(&call["counter"]), id, number(&call["rule"]))
    };
    let calls = answer["calls"].as_array().unwrap().iter().map(call).collect();
    (calls, number(&answer["held_sec"]))
}

fn call(t: i64, counter: i64, id: &str, rule: i64) -> (i64, i64, String, i64) {
    (t, counter, id.to_owned(), rule)
}
