//! The command itself: what it prints, and what it says when it cannot.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use super::*;

/// A file of this test run that goes when the test has ended.
struct Scratch(PathBuf);

impl Scratch {
    fn file(name: &str, text: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn simulate(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_simulate")).args(words).output().unwrap()
}

#[test]
fn a_replay_prints_its_calls_and_nothing_else() {
    let day = day(&json!([[OPEN, 1]]), &json!([walk_in("W", "long", OPEN - 60, 600)]));
    let file = Scratch::file("calls.json", &day.to_string());
    let output = simulate(&["--replay", file.0.to_str().unwrap()]);
    assert!(output.status.success());
    let expected =
        "{\"calls\":[{\"t\":28800,\"counter\":0,\"id\":\"W\",\"rule\":6}],\"held_sec\":0}\n";
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
    assert!(output.stderr.is_empty());
}

#[test]
fn a_refusal_names_the_file_the_line_and_the_field() {
    let file = Scratch::file("refused.json", "{\n\"open\": \"eight\"\n}");
    let path = file.0.to_str().unwrap();
    let output = simulate(&["--replay", path]);
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with(&format!("simulate: {path}: line 3: missing field `close`")),
        "{said}"
    );
}

#[test]
fn an_unknown_option_is_refused() {
    let output = simulate(&["--ofice", "mitte"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("see --help"));
}

#[test]
fn an_office_is_simulated_with_table_json_and_plots() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plots");
    let json = Scratch::file("figures.json", "");
    let plots = directory.to_str().unwrap();
    let words = ["--office", "counters-3", "--weeks", "1", "--seeds", "1"];
    let files = ["--json", json.0.to_str().unwrap(), "--plots", plots];
    let output = simulate(&[words.as_slice(), &files].concat());
    assert!(output.status.success());
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("guard") && table.contains("appointment-first"), "{table}");
    let figures: Value = serde_json::from_str(&fs::read_to_string(&json.0).unwrap()).unwrap();
    assert_eq!(figures["disciplines"].as_array().unwrap().len(), 5);
    for plot in ["wait-by-hour.svg", "offered-slots.svg", "promise-by-share.svg"] {
        assert!(fs::read_to_string(directory.join(plot)).unwrap().starts_with("<svg"), "{plot}");
    }
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn an_office_is_simulated_from_its_file() {
    let words = ["--office", "mitte", "--bookings", "1000", "--weeks", "1", "--seeds", "1"];
    let output = simulate(&[words.as_slice(), &["--explain"]].concat());
    assert!(output.status.success());
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("1000 appointments booked"), "{table}");
    assert!(table.contains("The plan: 1000 of 1000 appointments fit"), "{table}");
}

#[test]
fn a_wrong_office_file_is_refused_with_file_line_and_remedy() {
    let mitte = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/offices/mitte.toml");
    let wrong = fs::read_to_string(mitte).unwrap().replacen("counter_word", "counter_wort", 1);
    let file = Scratch::file("wrong.toml", &wrong);
    let path = file.0.to_str().unwrap();
    let city = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/city.toml");
    let output = simulate(&["--office", path, "--city", city]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(&format!("{path}:5:")), "{said}");
    assert!(said.contains("did you mean `counter_word`?"), "{said}");
}

#[test]
fn what_does_not_fit_is_warned_of() {
    let words = ["--office", "mitte-2000", "--counters", "10", "--weeks", "1", "--seeds", "1"];
    let output = simulate(&[words.as_slice(), &["--discipline", "guard", "--explain"]].concat());
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("warning: the week is taken to"), "{table}");
    assert!(table.contains("of 1000 appointments fit; staff more counters"), "{table}");
}

#[test]
fn every_size_of_office_says_what_it_can_promise() {
    let words = ["--weeks", "1", "--seeds", "1", "--discipline", "fifo", "--promises"];
    let output = simulate(&words);
    assert!(output.status.success());
    let table = String::from_utf8(output.stdout).unwrap();
    for counters in ["\n       1 ", "\n       2 ", "\n       3 ", "\n       6 ", "\n      11 "] {
        assert_eq!(table.matches(counters).count(), 2, "{counters} in {table}");
    }
}
