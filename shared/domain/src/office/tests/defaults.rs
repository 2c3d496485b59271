//! What a short office file leaves to the defaults, and what a long one changes.

use super::{LINDEN, office, unit};
use crate::{office::Switches, time::Seconds};

#[test]
fn the_shortest_file_makes_a_complete_office() {
    let office = office(LINDEN);
    let booking = office.booking;
    assert_eq!(
        (booking.window_days, booking.per_address, booking.moves, booking.max_minutes),
        (14, 3, 5, 45)
    );
    assert_eq!((booking.hold, booking.weekly_quota), (Seconds::minutes(10), 0));
    let day = office.day;
    assert_eq!((day.late_grace, day.hold_grace), (Seconds::minutes(10), Seconds::minutes(3)));
    assert_eq!((day.last_ticket, office.retention), (Seconds::minutes(20), Seconds::hours(48)));
    let calls = office.calls;
    assert_eq!((calls.recall_lock, calls.not_here_after), (Seconds(30), Seconds(90)));
    assert_eq!((calls.not_here_calls, calls.not_here_pause), (2, Seconds::minutes(5)));
    let numbers = office.numbers;
    let bands = [numbers.walk_in, numbers.appointment, numbers.emergency];
    let bands = bands.map(|band| (band.first().get(), band.last().get(), band.len()));
    assert_eq!(bands, [(100, 599, 500), (600, 899, 300), (900, 999, 100)]);
    assert_eq!((&*office.counter_word, &*office.desk_word), ("Schalter", "Infotheke"));
    assert_eq!((office.land, &office.zone), (office.city.land, &office.city.zone));
    assert_eq!(office.languages, office.city.languages);
    assert_eq!(office.switches, Switches::default());
    // Two walk-ins for each of 20 hours and 2 counters.
    assert_eq!(office.walk_ins_per_week, 80);
    assert_eq!(office.closures, []);

    let service = office.service(&"personalausweis".parse().unwrap()).unwrap();
    assert_eq!((service.minutes, service.minutes_extra), (15, 15));
    assert_eq!((service.prior.mean, service.prior.cv_percent), (Seconds::minutes(15), 50));
    assert!(!service.name_required && !service.sensitive && service.bring.is_empty());
    let counter = office.counter(&"2".parse().unwrap()).unwrap();
    assert!(!counter.step_free);
    assert!(office.services.iter().all(|service| counter.serves(&service.id)));
}

#[test]
fn without_a_plan_nothing_starts_and_without_staffing_every_counter_is_there() {
    let office = office(LINDEN);
    let monday = super::day("2026-12-07");
    let starts = office.starts(monday);
    assert_eq!((starts.first, starts.counts.len(), starts.total()), (unit("08:00"), 48, 0));
    assert_eq!(office.staffed(monday, unit("08:00")), 2);
    assert_eq!(office.staffed(monday, unit("12:00")), 0);
}

#[test]
fn a_link_is_encrypted_unless_it_never_leaves_the_machine() {
    for url in ["https://a.example", "http://127.0.0.1:8484", "http://api.localhost:1/path"] {
        let file = LINDEN.replace("minutes = 15", &format!("minutes = 15\nonline_url = \"{url}\""));
        assert_eq!(office(&file).services[0].online_url.as_deref(), Some(url));
    }
}

#[test]
fn a_file_may_change_every_default() {
    let office = office(
        &(LINDEN.replace(
            "opening_hours",
            "retention_hours = 24\ncounter_word = \"Zimmer\"\nopening_hours",
        ) + "[booking]\nwindow_days = 28\nhold_minutes = 5\nper_address = 1\nmoves = 0\n\
               [day]\nlate_grace_minutes = 15\nhold_grace_minutes = 0\nlast_ticket_minutes = 30\n\
               [calls]\nrecall_lock_seconds = 20\nnot_here_calls = 3\n\
               [numbers]\nwalk_in = [1000, 1999]\nappointment = [100, 399]\n\
               [switches]\nholding = true\n"),
    );
    assert_eq!(office.booking.window_days, 28);
    assert_eq!(office.booking.hold, Seconds::minutes(5));
    assert_eq!((office.booking.per_address, office.booking.moves), (1, 0));
    assert_eq!(office.day.late_grace, Seconds::minutes(15));
    assert_eq!(office.day.hold_grace, Seconds(0));
    assert_eq!(office.calls.recall_lock, Seconds(20));
    assert_eq!(office.calls.not_here_calls, 3);
    assert_eq!(office.numbers.walk_in.get(999).map(crate::ids::Number::get), Some(1999));
    assert_eq!(office.numbers.walk_in.get(1000), None);
    assert_eq!(office.retention, Seconds::hours(24));
    assert_eq!(office.counter_word, "Zimmer");
    assert!(office.switches.holding && !office.switches.overtaking);
}
