//! How a queue is written. Two versions of the program meet on one table
//! while a new one is rolled out, so these names change only with care: a new
//! attribute has a default, and an old one keeps its meaning.

use serde_json::json;

use super::*;

#[test]
fn the_names_of_the_attributes_stay() {
    let mut house = House::open();
    house.ticket("ausweis");
    house.check_in(600, clock("09:00"), "meldung");
    house.later(60).next("1");
    house.press("1", &Command::Start).unwrap();
    house.press("1", &Command::Pause).unwrap();
    let stored = serde_json::to_value(&house.queue).unwrap();
    let (ticket, appointment) = ("000000000010", "000000000020");
    assert_eq!(
        stored,
        json!({
            "v": 6,
            "s": 1,
            "w": ["100", "599"],
            "i": [[0, 0, 0, 0, 0, 0, 0, 32]],
            "a": ["600"],
            "q": {
                ticket: { "s": "ausweis", "a": 1_796_112_000 },
                appointment: {
                    "b": { "n": "600", "t": 1_796_112_000 },
                    "s": "meldung",
                    "a": 1_796_112_000,
                    "g": { "s": { "c": "1", "t": 1_796_112_060, "k": 1_796_112_060 } },
                    "m": 5
                }
            },
            "c": { "1": {
                "o": true,
                "p": true,
                "v": appointment,
                "l": { "h": "000000000050", "p": "000000000050", "m": 6, "n": "600" },
                "k": ["000000000040", "000000000030"]
            } },
            "k": [{ "n": "600", "c": "1", "t": 1_796_112_060 }],
            "l": [{ "k": "paused", "t": 1_796_112_060, "b": "clerk" }],
            "d": {}
        })
    );
}

#[test]
fn the_names_in_a_counters_memory_stay() {
    let mut house = House::open();
    house.ticket("ausweis");
    house.later(60).next("1");
    let last = |house: &House| serde_json::to_value(&house.queue.counters[&counter("1")].last);
    let stage = "000000000010";
    assert_eq!(
        last(&house).unwrap(),
        json!({
            "h": "000000000020",
            "p": "000000000020",
            "m": 3,
            "n": "100",
            "a": { "n": "100", "s": 1, "r": "w" },
            "u": { "e": { stage: { "s": "ausweis", "a": 1_796_112_000 } } }
        })
    );
    house.done_and_next("1");
    assert_eq!(
        last(&house).unwrap(),
        json!({
            "h": "000000000030",
            "p": "000000000030",
            "m": 4,
            "i": { "e": {} },
            "u": {
                "o": true,
                "v": stage,
                "f": true,
                "e": { stage: {
                    "s": "ausweis",
                    "a": 1_796_112_000,
                    "g": { "c": { "c": "1", "t": 1_796_112_060 } },
                    "m": 3
                } }
            }
        })
    );
}

#[test]
fn the_names_of_stages_reasons_and_decisions_stay() {
    let (at, one) = (Moment(7), counter("1"));
    let written = |stage: Stage| serde_json::to_value(stage).unwrap();
    assert_eq!(written(Stage::Waiting), json!("w"));
    assert_eq!(
        written(Stage::Called { counter: one.clone(), at, recalled: Some(at) }),
        json!({ "c": { "c": "1", "t": 7, "r": 7 } })
    );
    assert_eq!(
        written(Stage::Serving { counter: one.clone(), since: at, called: None, confirmed: None }),
        json!({ "s": { "c": "1", "t": 7 } })
    );
    assert_eq!(written(Stage::Parked { counter: one.clone() }), json!({ "p": { "c": "1" } }));
    assert_eq!(written(Stage::NoShow), json!("n"));
    assert_eq!(written(Stage::Left), json!("l"));

    let written = |decision: Decision| serde_json::to_value(decision).unwrap();
    let (due, early) = (Reason::Due { start: at }, Reason::Early { start: at });
    assert_eq!(
        written(Decision::Hold { reason: due, ask_again_at: at }),
        json!({ "h": { "r": { "d": { "t": 7 } }, "t": 7 } })
    );
    assert_eq!(written(Decision::Empty { ask_again_at: Some(at) }), json!({ "e": { "t": 7 } }));
    assert_eq!(
        written(Decision::Call { id: VisitId::from_bits(16), reason: early, overtakes: vec![] }),
        json!({ "c": { "v": "000000000001", "r": { "e": { "t": 7 } } } })
    );
    let protects = Reason::Protects { start: at, endangered: Moment(8) };
    let reasons =
        [early, protects, Reason::FitsTheGap { start: at }, Reason::HoldFor { start: at }];
    assert_eq!(
        serde_json::to_value(reasons).unwrap(),
        json!([
            { "e": { "t": 7 } },
            { "p": { "t": 7, "f": 8 } },
            { "g": { "t": 7 } },
            { "h": { "t": 7 } }
        ])
    );
    let entry = Entry {
        appointment: None,
        emergency: Some(number(900)),
        items: Items::new(vec![
            crate::office::Item { service: service("ausweis"), count: 2 },
            crate::office::Item { service: service("meldung"), count: 1 },
        ])
        .unwrap(),
        arrived: at,
        stage: Stage::Waiting,
        absences: 1,
        not_before: Some(at),
        only: Some(one),
        overtaken: 2,
        urgent: Some(Urgency { because: Urgent::Travel, at, as_booked: true }),
        longer: true,
        language: Some("uk".to_owned()),
        changed: 3,
    };
    let stored = serde_json::to_value(&entry).unwrap();
    assert_eq!(
        stored,
        json!({
            "e": "900",
            "s": "ausweis*2,meldung",
            "a": 7,
            "x": 1,
            "y": 7,
            "f": "1",
            "o": 2,
            "u": { "r": "travel", "t": 7, "b": true },
            "l": true,
            "d": "uk",
            "m": 3
        })
    );
    assert_eq!(serde_json::from_value::<Entry>(stored).unwrap(), entry);
}

#[test]
fn the_names_of_events_stay() {
    use EventKind::{
        Absent, Answered, Back, Called, CheckedIn, Drawn, Finished, Forwarded, Left, NoShow,
        Opened, Parked, Paused, PutBack, Recalled, Resumed, Started, Undone, Urgent,
    };
    let kinds = [
        Drawn, CheckedIn, Back, Urgent, Answered, Called, Recalled, Started, Finished, Absent,
        NoShow, PutBack, Parked, Resumed, Forwarded, Left, Undone, Opened, Paused,
    ];
    assert_eq!(
        serde_json::to_value(kinds).unwrap(),
        json!([
            "drawn",
            "checked-in",
            "back",
            "urgent",
            "answered",
            "called",
            "recalled",
            "started",
            "finished",
            "absent",
            "no-show",
            "put-back",
            "parked",
            "resumed",
            "forwarded",
            "left",
            "undone",
            "opened",
            "paused"
        ])
    );
}

#[test]
fn what_a_newer_version_adds_is_passed_over() {
    let queue = House::open().queue;
    let mut stored = serde_json::to_value(&queue).unwrap();
    stored["new"] = json!({ "anything": 1 });
    assert_eq!(serde_json::from_value::<Queue>(stored).unwrap(), queue);
}

#[test]
fn a_visit_id_is_letters_or_eight_bytes_and_nothing_else() {
    let read = |value: serde_json::Value| serde_json::from_value::<VisitId>(value).ok();
    let id = VisitId::from_bits(u64::MAX);
    assert_eq!(read(json!("zzzzzzzzzzzz")), Some(id));
    assert_eq!(read(json!([15, 255, 255, 255, 255, 255, 255, 255])), Some(id));
    for bad in [
        json!("zzz"),
        json!("ZZZZZZZZZZZZ"),
        json!([16, 0, 0, 0, 0, 0, 0, 0]),
        json!([1, 2, 3]),
        json!([0, 0, 0, 0, 0, 0, 0, 256]),
        json!(7),
    ] {
        assert_eq!(read(bad.clone()), None, "{bad}");
    }
}
