//! Opening hours: what the syntax means here, and which traps are refused.

use super::{open, opening};
use crate::office::Hours;

fn refused(hours: &str) -> String {
    Hours::parse(hours).map_or_else(|refusal| refusal.to_string(), |_| "accepted".to_owned())
}

#[test]
fn breaks_additions_seasons_and_exceptions_are_understood() {
    // In the week of Monday, 2027-07-12.
    for (hours, monday, thursday) in [
        ("Mo-Fr 08:00-12:00,13:00-16:00", "08:00-12:00 13:00-16:00", "08:00-12:00 13:00-16:00"),
        ("Mo-Fr 08:00-12:00, Th 14:00-18:00", "08:00-12:00", "08:00-12:00 14:00-18:00"),
        ("Mo-Fr 08:00-12:00, Th 11:00-18:00", "08:00-12:00", "08:00-18:00"),
        ("Mo-Fr 08:00-12:00, Th 12:00-18:00", "08:00-12:00", "08:00-18:00"),
        ("Mo-Fr 08:00-12:00; Th 08:00-18:00", "08:00-12:00", "08:00-18:00"),
        ("Mo-Fr 08:00-12:00; Th off", "08:00-12:00", ""),
        ("Mo-Fr 08:00-16:00; Jul-Aug Mo-Fr 08:00-13:00", "08:00-13:00", "08:00-13:00"),
        ("Mo-Fr 08:00-16:00; 2027 Jul 12 off", "", "08:00-16:00"),
        ("Mo[2],Th[1] 08:00-16:00", "08:00-16:00", ""),
        ("week 29-52 Mo 08:00-12:00; Th 08:00-12:00", "", "08:00-12:00"),
    ] {
        let office = open(hours);
        assert_eq!(opening(&office, "2027-07-12"), monday, "{hours}");
        assert_eq!(opening(&office, "2027-07-15"), thursday, "{hours}");
        assert_eq!(office.hours().as_str(), hours);
    }
}

#[test]
fn impossible_hours_are_refused_with_the_remedy() {
    let syntax = |character| {
        format!(
            "the opening hours cannot be read from character {character} on; \
             write them like `Mo-We 08:00-12:00,13:00-16:00; Fr 08:00-12:00`"
        )
    };
    assert_eq!(refused(""), syntax(1));
    assert_eq!(refused("Mo-Fr 8-12 Uhr"), syntax(7));
    assert_eq!(refused("Mo-Fr 08:00-12:0"), syntax(16));

    let backwards = |part| format!("`{part}` closes before it opens; write the earlier time first");
    assert_eq!(refused("Mo-Fr 18:00-08:00"), backwards("18:00-08:00"));
    assert_eq!(refused("Mo-Fr 08:00-08:00"), backwards("08:00-08:00"));

    let midnight = |part| format!("`{part}` runs to midnight; an office closes by 23:55");
    assert_eq!(refused("24/7"), midnight("00:00-24:00"));
    assert_eq!(refused("Mo-Fr"), midnight("00:00-24:00"));
    assert_eq!(refused("Mo 08:00-24:00"), midnight("08:00-24:00"));

    let vague = |part| {
        format!("the opening hours contain `{part}`; write fixed times such as `08:00-12:00`")
    };
    assert_eq!(refused("Mo sunrise-12:00"), vague("sunrise-12:00"));
    assert_eq!(refused("Mo 08:00+"), vague("08:00+"));
    assert_eq!(refused("Mo 08:00-12:00 unknown"), vague("Mo 08:00-12:00 unknown"));
    let comment = "Mo 08:00-12:00 \"nur mit Termin\"";
    assert_eq!(refused(comment), vague(comment));

    assert_eq!(refused("Mo 08:00-12:02"), "`08:00-12:02` is not on full five minutes; round it");
    assert_eq!(refused("Mo-Fr off"), "with these opening hours the office never opens");
}

#[test]
fn holidays_do_not_belong_into_the_hours() {
    let sentence = "the opening hours mention `PH` or `SH`; leave them out: public holidays \
                    are known from the Land, other days belong into `closures`";
    assert_eq!(refused("Mo-Fr 08:00-12:00; PH off"), sentence);
    assert_eq!(refused("Mo-Fr,PH 08:00-12:00"), sentence);
    assert_eq!(refused("Mo-Fr 08:00-12:00; SH 08:00-10:00"), sentence);
}

#[test]
fn hours_that_would_silently_vanish_are_refused() {
    let sentence = "`Th 14:00-18:00` replaces the earlier hours of Th; \
                    write both times into one rule, such as `Th 08:00-12:00,14:00-18:00`";
    assert_eq!(refused("Mo-Fr 08:00-12:00; Th 14:00-18:00"), sentence);
    assert_eq!(refused("Th 08:00-12:00; Th 14:00-18:00"), sentence);
    assert_eq!(
        refused("Mo 08:00-12:00,11:00-16:00"),
        "`11:00-16:00` overlaps or touches the time before it; list the times ascending and apart"
    );
}
