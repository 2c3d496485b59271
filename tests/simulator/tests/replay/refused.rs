//! What is wrong with a file is said with its line and field, and what to do.

use super::*;

fn refusal(text: &str) -> String {
    match Replay::parse(text) {
        Ok(_) => panic!("this must be refused: {text}"),
        Err(error) => error.to_string(),
    }
}

/// The refusal of a good day with one thing changed.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let customers = [
        appointment("A", "long", OPEN + 300, Some(OPEN + 300), 590),
        walk_in("W", "long", OPEN - 60, 600),
    ];
    let mut day = day(&json!([[OPEN, 1]]), &json!(customers));
    change(&mut day);
    refusal(&day.to_string())
}

#[test]
fn what_is_no_json_is_refused_with_its_line() {
    assert!(refusal("{\n  \"open\": 1,\n  oops }").starts_with("line 3: "));
    assert!(refusal("").contains("give one JSON object"));
}

#[test]
fn unknown_and_missing_fields_are_refused() {
    let unknown = changed(|day| day["opne"] = json!(1));
    assert!(unknown.contains("unknown field `opne`"), "{unknown}");
    let missing = changed(|day| drop(day.as_object_mut().unwrap().remove("show_ppm")));
    assert!(missing.contains("missing field `show_ppm`"), "{missing}");
    let customer = changed(|day| day["customers"][1]["name"] = json!("Ada"));
    assert!(customer.contains("customers[1]: unknown field `name`"), "{customer}");
    let parameter = changed(|day| day["parameters"]["TOLL"] = json!(1));
    assert!(parameter.contains("parameters.TOLL: there is no such parameter; use TOL"));
}

#[test]
fn every_field_says_what_it_needs() {
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 17] = [
        (|d| d["open"] = json!(-1), "open: invalid value"),
        (|d| d["open"] = json!(28_800.5), "open: invalid type"),
        (|d| d["close"] = json!(10), "close: the office closes at 10"),
        (|d| d["staff"] = json!([]), "staff: nobody is staffed at the end"),
        (|d| d["staff"] = json!([[OPEN, 2], [43_200, 0]]), "staff: nobody is staffed at the end"),
        (|d| d["staff"] = json!([[OPEN, 2], [10, 1]]), "staff: an entry is earlier"),
        (|d| d["survival_ppm"]["long"] = json!([1]), "survival_ppm.long: a survival table has 481"),
        (|d| d["checkin_ppm"][480] = json!(0), "checkin_ppm: a check-in table has 481"),
        (|d| d["show_ppm"] = json!(1_000_001), "show_ppm: 1000001 is too large; give parts"),
        (|d| d["mean_sec"] = json!({ "long": 1 }), "mean_sec: `short` is missing"),
        (|d| d["mean_sec"]["other"] = json!(1), "mean_sec: `other` is not a type"),
        (|d| d["parameters"]["TICK"] = json!(0), "parameters.TICK: a counter cannot ask again"),
        (|d| d["parameters"]["GAP"] = json!("x"), "parameters.GAP: invalid type"),
        (
            |d| d["customers"][0]["type"] = json!("x"),
            "customers[0].type: there is no table for `x`",
        ),
        (|d| d["customers"][0]["T"] = json!(null), "customers[0].T: it is missing"),
        (|d| d["customers"][1]["arrive"] = json!(null), "customers[1].arrive: it is missing"),
        (|d| d["customers"][1]["id"] = json!([]), "customers[1].id: this is neither"),
    ];
    for (change, expected) in cases {
        let refusal = changed(change);
        assert!(refusal.contains(expected), "{refusal}\nhas no: {expected}");
        assert!(refusal.contains("; "), "{refusal} has no remedy");
    }
}

#[test]
fn the_line_of_a_field_deep_inside_is_told() {
    let day = day(&json!([[OPEN, 1]]), &json!([walk_in("W", "long", OPEN, 600)]));
    let text = serde_json::to_string_pretty(&day)
        .unwrap()
        .replace("\"service\": 600", "\"service\": \"x\"");
    let line = 1 + text.lines().position(|line| line.contains("\"service\"")).unwrap();
    let refusal = refusal(&text);
    assert!(refusal.starts_with(&format!("line {line}, customers[0].service: ")), "{refusal}");
}
