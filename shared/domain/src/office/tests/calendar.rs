//! Days, windows, holidays, and the days on which the clocks change.

use jiff::civil::Weekday;

use super::{CITY, LINDEN, at, day, mitte, office, open, opening, unit};
use crate::office::{ClosedReason, Land, Office};

#[test]
fn a_week_at_mitte() {
    let office = mitte();
    for (date, hours) in [
        ("2026-12-07", "08:00-18:00"),
        ("2026-12-08", "08:00-13:00"),
        ("2026-12-09", "08:00-13:00"),
        ("2026-12-10", "08:00-18:00"),
        ("2026-12-11", "08:00-12:00"),
        ("2026-12-12", ""),
    ] {
        assert_eq!(opening(&office, date), hours, "{date}");
    }
    assert_eq!(
        office.closed_because(day("2026-12-13")),
        Some(ClosedReason::Weekday(Weekday::Sunday))
    );
    assert_eq!(office.closed_because(day("2026-12-14")), None);
}

#[test]
fn nordrhein_westfalen_rests_on_its_eleven_holidays() {
    let nw = Land::from_code("NW").unwrap();
    for (year, expected) in [
        (2026, ["04-03", "04-06", "05-14", "05-25", "06-04"]),
        (2027, ["03-26", "03-29", "05-06", "05-17", "05-27"]),
    ] {
        let names =
            ["Karfreitag", "Ostermontag", "Christi Himmelfahrt", "Pfingstmontag", "Fronleichnam"];
        let mut holidays: Vec<_> = expected
            .iter()
            .zip(names)
            .chain([
                (&"01-01", "Neujahr"),
                (&"05-01", "Tag der Arbeit"),
                (&"10-03", "Tag der Deutschen Einheit"),
                (&"11-01", "Allerheiligen"),
                (&"12-25", "Erster Weihnachtsfeiertag"),
                (&"12-26", "Zweiter Weihnachtsfeiertag"),
            ])
            .map(|(date, name)| (day(&format!("{year}-{date}")), name))
            .collect();
        holidays.sort_unstable();
        let found: Vec<_> = day(&format!("{year}-01-01"))
            .series(jiff::ToSpan::day(1))
            .take_while(|date| i32::from(date.year()) == year)
            .filter_map(|date| Some((date, nw.holiday(date)?)))
            .collect();
        assert_eq!(found, holidays);
    }
}

#[test]
fn holidays_do_not_run_out() {
    let nw = Land::from_code("NW").unwrap();
    assert_eq!(nw.holiday(day("2126-11-01")), Some("Allerheiligen"));
    assert_eq!(nw.holiday(day("2999-12-25")), Some("Erster Weihnachtsfeiertag"));
}

#[test]
fn an_office_may_lie_in_another_land_than_its_city() {
    let bavarian = office(&LINDEN.replace("opening_hours", "land = \"BY\"\nopening_hours"));
    assert_eq!(bavarian.land.name(), "Bayern");
    assert_eq!(
        bavarian.closed_because(day("2027-01-06")),
        Some(ClosedReason::Holiday("Heilige Drei Könige"))
    );
    assert_eq!(mitte().closed_because(day("2027-01-06")), None);
}

#[test]
fn a_closed_day_says_why_and_offers_nothing() {
    let office = mitte();
    let [christmas, carnival] = &office.closures[..] else { panic!("two closures") };
    assert_eq!(carnival.reason, "Am Rosenmontag bleibt das Bürgerbüro geschlossen.");
    let closure = ClosedReason::Closure(christmas);
    for (date, reason) in [
        ("2026-12-24", closure),
        ("2026-12-25", ClosedReason::Holiday("Erster Weihnachtsfeiertag")),
        ("2026-12-31", closure),
        ("2027-01-01", ClosedReason::Holiday("Neujahr")),
        ("2027-02-08", ClosedReason::Closure(carnival)),
        ("2027-05-27", ClosedReason::Holiday("Fronleichnam")),
        ("2027-11-01", ClosedReason::Holiday("Allerheiligen")),
    ] {
        let date = day(date);
        assert_eq!(office.closed_because(date), Some(reason), "{date}");
        assert_eq!(office.opening(date), []);
        assert_eq!(office.starts(date).total(), 0);
        assert!(office.starts(date).counts.is_empty());
        assert_eq!(office.staffed(date, unit("09:00")), 0);
        assert_eq!(office.opens(date), None);
        assert_eq!(office.closes(date), None);
        assert_eq!(office.last_ticket(date), None);
        assert!(!office.fits(date, unit("09:00"), 5));
    }
    assert_eq!(office.closed_because(day("2026-12-23")), None);
    assert_eq!(office.closed_because(day("2027-02-09")), None);
}

#[test]
fn the_window_is_today_and_fourteen_days_by_the_clock_of_the_office() {
    let office = mitte();
    let late = at("2026-11-30T22:59:59Z");
    assert_eq!(office.today(late), day("2026-11-30"));
    assert_eq!(office.window(late), day("2026-11-30")..=day("2026-12-14"));
    let midnight = at("2026-11-30T23:00:00Z");
    assert_eq!(office.window(midnight), day("2026-12-01")..=day("2026-12-15"));
    let overseas =
        LINDEN.replace("opening_hours", "time_zone = \"America/Halifax\"\nopening_hours");
    assert_eq!(super::office(&overseas).today(midnight), day("2026-11-30"));
}

#[test]
fn the_wall_clock_stays_when_the_clocks_change() {
    let office = mitte();
    let hours = |date| (office.opens(day(date)), office.closes(day(date)));
    let moments = |opens, closes| (Some(at(opens)), Some(at(closes)));
    // The last Thursday in winter time and the first in summer time.
    assert_eq!(hours("2027-03-25"), moments("2027-03-25T07:00:00Z", "2027-03-25T17:00:00Z"));
    assert_eq!(hours("2027-04-01"), moments("2027-04-01T06:00:00Z", "2027-04-01T16:00:00Z"));
    assert_eq!(office.last_ticket(day("2027-04-01")), Some(at("2027-04-01T15:40:00Z")));
}

#[test]
fn on_the_nights_the_clocks_change_no_start_is_doubled_or_lost() {
    let plan = "[[appointments]]\ndays = \"Su\"\nfrom = \"01:00\"\nto = \"04:00\"\nstarts = 1\n";
    let hours = LINDEN.replace("Mo-Fr 08:00-12:00", "Su 01:00-06:00");
    let office = office(&format!("{hours}{plan}"));
    for (date, starts, open_hours) in
        [("2027-03-21", 36, 5), ("2027-03-28", 24, 4), ("2026-10-25", 36, 6)]
    {
        let date = day(date);
        assert_eq!(office.starts(date).total(), starts, "{date}");
        let open = office.closes(date).unwrap() - office.opens(date).unwrap();
        assert_eq!(open.0, open_hours * 3600, "{date}");
        let moments: Vec<_> = office
            .starts(date)
            .iter()
            .map(|(unit, _)| unit.moment(date, &office.zone).unwrap())
            .collect();
        assert!(moments.is_sorted_by(|a, b| a < b), "{date}");
    }
    let spring = day("2027-03-28");
    assert_eq!(office.starts(spring).at(unit("02:30")), 0);
    assert!(!office.fits(spring, unit("02:30"), 5), "02:30 does not exist");
    // From 01:55 to 06:00 are 3 h 05 min on this night.
    assert!(office.fits(spring, unit("01:55"), 185));
    assert!(!office.fits(spring, unit("01:55"), 190));
}

#[test]
fn a_visit_ends_before_the_break_or_the_closing() {
    let office = open("Mo-Fr 08:00-12:00,13:00-16:00");
    let monday = day("2026-12-07");
    for (time, minutes, fits) in [
        ("08:00", 15, true),
        ("07:55", 15, false),
        ("11:45", 15, true),
        ("11:50", 15, false),
        ("12:00", 5, false),
        ("12:30", 5, false),
        ("13:00", 180, true),
        ("15:55", 5, true),
        ("15:55", 6, false),
        ("16:00", 0, false),
    ] {
        assert_eq!(office.fits(monday, unit(time), minutes), fits, "{time} + {minutes}");
    }
    let starts = office.starts(monday);
    assert_eq!((starts.first, starts.counts.len()), (unit("08:00"), 96));
}

#[test]
fn the_last_ticket_is_never_before_the_opening() {
    let toml = LINDEN.replace("08:00-12:00", "08:00-08:15");
    let office = Office::parse(CITY, "short.toml", &toml).unwrap();
    let monday = day("2026-12-07");
    assert_eq!(office.last_ticket(monday), office.opens(monday));
}
