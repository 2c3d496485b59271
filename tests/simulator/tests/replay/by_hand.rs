//! Days worked out with paper and pencil.

use super::*;

#[test]
fn the_counter_is_held_for_the_appointment_and_the_walk_in_comes_after() {
    // A ten-minute service from 8:00 on would last past 8:08, when the promise
    // to the appointment at 8:05 ends: held for these five minutes.
    let customers = [
        appointment("A", "long", OPEN + 300, Some(OPEN + 300), 590),
        walk_in("W", "long", OPEN - 60, 600),
    ];
    let (calls, held) = calls(&day(&json!([[OPEN, 1]]), &json!(customers)));
    assert_eq!(calls, [call(OPEN + 300, 0, "A", 1), call(OPEN + 890, 0, "W", 6)]);
    assert_eq!(held, 300);
}

#[test]
fn a_shorter_walk_in_fits_before_the_appointment() {
    let customers = [
        appointment("A", "long", OPEN + 300, Some(OPEN + 300), 590),
        walk_in("W", "long", OPEN - 60, 600),
        walk_in("V", "short", OPEN - 10, 240),
    ];
    let (calls, held) = calls(&day(&json!([[OPEN, 1]]), &json!(customers)));
    let expected =
        [call(OPEN, 0, "V", 7), call(OPEN + 300, 0, "A", 1), call(OPEN + 890, 0, "W", 6)];
    assert_eq!(calls, expected);
    assert_eq!(held, 60);
}

#[test]
fn rather_than_be_endangered_a_checked_in_appointment_is_called_early() {
    let customers = [
        appointment("A", "long", OPEN + 300, Some(OPEN - 500), 600),
        walk_in("W", "long", OPEN - 60, 600),
    ];
    let (calls, held) = calls(&day(&json!([[OPEN, 1]]), &json!(customers)));
    assert_eq!(calls, [call(OPEN, 0, "A", 4), call(OPEN + 600, 0, "W", 6)]);
    assert_eq!(held, 0);
}

#[test]
fn ticks_count_from_the_last_event_and_the_lead_is_none() {
    // Checked in at 8:03:20 for 8:30; an idle counter may call from 8:15 on.
    // The ticks fall on 8:03:20 + 30 s × i, so the first is at 8:15:20.
    let customers = [appointment("A", "long", OPEN + 1800, Some(OPEN + 200), 600)];
    let (found, held) = calls(&day(&json!([[OPEN, 1]]), &json!(customers)));
    assert_eq!(found, [call(OPEN + 920, 0, "A", 2)]);
    assert_eq!(held, 0);
    // A ticket at 8:14:50 starts them anew and is called at once; then the
    // appointment waits for its time, since the counter is busy until 8:24:50.
    let customers = [
        appointment("A", "long", OPEN + 1800, Some(OPEN + 200), 600),
        walk_in("W", "long", OPEN + 890, 600),
    ];
    let (found, _) = calls(&day(&json!([[OPEN, 1]]), &json!(customers)));
    assert_eq!(found, [call(OPEN + 890, 0, "W", 6), call(OPEN + 1490, 0, "A", 2)]);
}

#[test]
fn a_no_show_frees_the_counter_three_minutes_after_the_booked_time() {
    // Everybody comes by four minutes after the booked time at the latest, so
    // that the absence says nothing until the grace is over.
    let customers =
        [appointment("N", "long", OPEN + 300, None, 0), walk_in("W", "long", OPEN - 60, 600)];
    let mut day = day(&json!([[OPEN, 1]]), &json!(customers));
    let linear = |i: u32| (i.saturating_sub(239) * 62_500).min(1_000_000);
    day["checkin_ppm"] = (0..481).map(linear).collect();
    let (calls, held) = calls(&day);
    // Three minutes after 8:05 nobody is awaited any more; ticks are at 8:00:30 and so on.
    assert_eq!(calls, [call(OPEN + 480, 0, "W", 6)]);
    assert_eq!(held, 480);
}

#[test]
fn who_comes_more_than_ten_minutes_late_waits_with_the_walk_ins_from_then_on() {
    let late = OPEN + 300 + 601;
    let customers = [
        appointment("L", "short", OPEN + 300, Some(late), 240),
        appointment("P", "short", OPEN + 305, Some(late + 4), 240),
        walk_in("B", "long", OPEN, 1000),
        walk_in("W", "short", late - 1, 240),
        walk_in("X", "short", late, 240),
    ];
    let mut day = day(&json!([[OPEN, 1]]), &json!(customers));
    // Nobody is expected to come, so nothing is held.
    day["show_ppm"] = json!(0);
    let (calls, held) = calls(&day);
    let expected = [
        call(OPEN, 0, "B", 6),
        // Ten minutes late to the second: still an appointment, and due.
        call(OPEN + 1000, 0, "P", 1),
        call(OPEN + 1240, 0, "W", 6),
        // At the same second the position in the list decides.
        call(OPEN + 1480, 0, "L", 6),
        call(OPEN + 1720, 0, "X", 6),
    ];
    assert_eq!(calls, expected);
    assert_eq!(held, 0);
}

#[test]
fn a_counter_beyond_the_staff_finishes_and_rests() {
    let customers = [
        walk_in("1", "short", OPEN - 5, 240),
        walk_in("2", "short", OPEN - 4, 400),
        walk_in("3", "short", OPEN - 3, 240),
        walk_in("4", "short", OPEN - 2, 240),
        walk_in("5", "short", OPEN - 1, 240),
    ];
    let staff = json!([[OPEN - 600, 2], [OPEN + 100, 1], [OPEN + 500, 3]]);
    let (calls, held) = calls(&day(&staff, &json!(customers)));
    let expected = [
        call(OPEN, 0, "1", 6),
        call(OPEN, 1, "2", 6),
        call(OPEN + 240, 0, "3", 6),
        call(OPEN + 480, 0, "4", 6),
        call(OPEN + 500, 1, "5", 6),
    ];
    assert_eq!(calls, expected);
    assert_eq!(held, 0);
}

#[test]
fn nobody_is_called_before_opening_and_the_queue_is_served_after_closing() {
    let customers = [
        walk_in("late", "long", 43_190, 600),
        walk_in("last", "long", 43_199, 600),
        walk_in("early", "short", OPEN - 3600, 240),
    ];
    let (calls, _) = calls(&day(&json!([[0, 1]]), &json!(customers)));
    let expected =
        [call(OPEN, 0, "early", 6), call(43_190, 0, "late", 6), call(43_790, 0, "last", 6)];
    assert_eq!(calls, expected);
}

#[test]
fn two_held_counters_count_twice() {
    // Two appointments at 8:05 need both counters.
    let customers = [
        appointment("A", "long", OPEN + 300, Some(OPEN + 300), 600),
        appointment("B", "long", OPEN + 300, Some(OPEN + 310), 600),
        walk_in("W", "long", OPEN - 60, 600),
    ];
    let (calls, held) = calls(&day(&json!([[OPEN, 2]]), &json!(customers)));
    let expected = [
        call(OPEN + 300, 0, "A", 1),
        // At 8:05 the chance that B still comes is nothing: all come on the dot.
        call(OPEN + 300, 1, "W", 6),
        call(OPEN + 900, 0, "B", 1),
    ];
    assert_eq!(calls, expected);
    assert_eq!(held, 600);
}

#[test]
fn ids_come_back_as_they_came() {
    let mut customers = vec![walk_in("7", "short", OPEN, 60), walk_in("b", "short", OPEN, 60)];
    customers[1]["id"] = json!(12);
    let answer = replayed(&day(&json!([[OPEN, 2]]), &json!(customers)));
    assert_eq!(
        answer,
        json!({
            "calls": [
                { "t": OPEN, "counter": 0, "id": "7", "rule": 6 },
                { "t": OPEN, "counter": 1, "id": 12, "rule": 6 },
            ],
            "held_sec": 0,
        })
    );
}

#[test]
fn parameters_change_the_day() {
    let customers = [
        appointment("A", "long", OPEN + 300, Some(OPEN + 300), 590),
        walk_in("W", "long", OPEN - 60, 600),
        walk_in("V", "short", OPEN - 10, 240),
    ];
    let mut day = day(&json!([[OPEN, 1]]), &json!(customers));
    day["parameters"] = json!({ "GAP": 0 });
    assert_eq!(calls(&day).1, 300);
    day["parameters"] = json!({ "EPS_HOLD": 9_000_000 });
    assert_eq!(calls(&day).0[0], call(OPEN, 0, "W", 6));
    day["parameters"] = json!({ "PSHOW": 0 });
    assert_eq!(calls(&day).0[0], call(OPEN, 0, "W", 6));
}
