//! Every refusal with the sentence people read, line and column included.

use super::{CITY, LINDEN};
use crate::office::Office;

/// What becomes of the shortest office when one passage is written differently.
#[track_caller]
fn refused(passage: &str, instead: &str, sentence: &str) {
    assert!(LINDEN.contains(passage), "`{passage}` stands in the file");
    assert_eq!(refusal(CITY, &LINDEN.replacen(passage, instead, 1)), sentence);
}

/// What becomes of it with another top-level line, the third.
#[track_caller]
fn refused_with(line: &str, sentence: &str) {
    refused("opening_hours", &format!("{line}\nopening_hours"), sentence);
}

/// What becomes of it with more at its end, from line 18 on.
#[track_caller]
fn refused_and(more: &str, sentence: &str) {
    assert_eq!(refusal(CITY, &format!("{LINDEN}{more}")), sentence);
}

#[track_caller]
fn city_refused(passage: &str, instead: &str, sentence: &str) {
    assert!(CITY.contains(passage), "`{passage}` stands in the file");
    assert_eq!(refusal(&CITY.replacen(passage, instead, 1), LINDEN), sentence);
}

fn refusal(city: &str, office: &str) -> String {
    match Office::parse(city, "linden.toml", office) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn appointments(days: &str, from: &str, to: &str, starts: u16) -> String {
    format!(
        "[[appointments]]\ndays = \"{days}\"\nfrom = \"{from}\"\nto = \"{to}\"\nstarts = {starts}\n"
    )
}

fn staffing(from: &str, to: &str, counters: u16) -> String {
    format!(
        "[[staffing]]\ndays = \"Mo\"\nfrom = \"{from}\"\nto = \"{to}\"\ncounters = {counters}\n"
    )
}

#[test]
fn unknown_and_missing_keys_are_refused_with_the_key_that_was_meant() {
    refused(
        "minutes = 15",
        "minuts = 15",
        "linden.toml:11:1: unknown key `minuts`; did you mean `minutes`?",
    );
    refused(
        "minutes = 15",
        "colour = 15",
        "linden.toml:11:1: unknown key `colour`; allowed are `id`, `name`, `also`, `category`, \
         `minutes`, `minutes_extra`, `bring`, `in`, `online_url`, `status_url`, `name_required`, `sensitive`, \
         `mean_seconds`, `cv_percent`",
    );
    refused("minutes = 15\n", "", "linden.toml:7:1: `minutes` is missing; add `minutes = …` here");
    refused(
        "name = \"Bürgerbüro Linden\"\n",
        "",
        "linden.toml:1:1: `name` is missing; add `name = …` here",
    );
    refused(
        "{ id = \"2\" }",
        "{ id = \"2\", stepfree = true }",
        "linden.toml:4:39: unknown key `stepfree`; did you mean `step_free`?",
    );
    for (more, sentence) in [
        ("[booking]\nwindow_day = 3\n", "`window_day`; did you mean `window_days`?"),
        ("[switches]\nholdign = true\n", "`holdign`; did you mean `holding`?"),
        ("[day]\nlate_grace = 10\n", "`late_grace`; did you mean `late_grace_minutes`?"),
    ] {
        refused_and(more, &format!("linden.toml:19:1: unknown key {sentence}"));
    }
}

#[test]
fn values_of_another_kind_are_refused() {
    for (instead, sentence) in [
        ("minutes = \"15\"", "11:11: invalid type: string \"15\", expected a whole number"),
        ("minutes = -15", "11:11: invalid value: integer `-15`, expected a whole number"),
        ("minutes = 60", "11:11: `minutes` is 60; allowed are 1 to 45"),
        ("minutes = 0", "11:11: `minutes` is 0; allowed are 1 to 45"),
        ("minutes = 15\nminutes = 15", "12:1: duplicate key; remove one of the two"),
        ("minutes 15", "11:9: key with no value, expected `=`"),
        (
            "minutes = 15\nonline_url = \"www.bochum.example\"",
            "12:14: `www.bochum.example` is not a link; \
             write it in full, beginning with `https://`",
        ),
        (
            "minutes = 15\nonline_url = \"http://localhost.example\"",
            "12:14: `http://localhost.example` is not a link; \
             write it in full, beginning with `https://`",
        ),
    ] {
        refused("minutes = 15", instead, &format!("linden.toml:{sentence}"));
    }
    refused(
        "id = \"linden\"",
        "id = \"Linden\"",
        "linden.toml:1:6: `Linden` is not a name of 1 to 48 characters a-z, 0-9 and -",
    );
    refused("44879", "4487", "linden.toml:5:11: `4487` is not a postcode of five digits");
    refused(
        "Hattinger Straße 1",
        " ",
        "linden.toml:5:11: `street` is empty; write what people shall read",
    );
    refused(
        "Bürgerbüro Linden",
        "",
        "linden.toml:2:8: `name` is empty; write what people shall read",
    );
    refused_with(
        "retention_hours = 0",
        "linden.toml:3:19: `retention_hours` is 0; allowed are 1 to 720",
    );
    refused_and(
        "[booking]\nwindow_days = 0\n",
        "linden.toml:19:15: `window_days` is 0; allowed are 1 to 90",
    );
    refused_and(
        "[booking]\nmax_minutes = 10\n",
        "linden.toml:11:11: `minutes` is 15; allowed are 1 to 10",
    );
    refused_and(
        "[calls]\nnot_here_calls = 0\n",
        "linden.toml:19:18: `not_here_calls` is 0; allowed are 1 to 10",
    );
}

#[test]
fn places_and_languages_must_exist() {
    refused_with("land = \"NRW\"", "linden.toml:3:8: unknown Land `NRW`; did you mean `NW`?");
    refused_with(
        "time_zone = \"Europe/Bochum\"",
        "linden.toml:3:13: unknown time zone `Europe/Bochum`; \
         write an IANA name such as `Europe/Berlin`",
    );
    refused_with("languages = [\"en\"]", "linden.toml:3:13: `languages` lacks `de`; add it");
    refused_with(
        "languages = [\"de\", \"Englisch\"]",
        "linden.toml:3:20: `Englisch` is not a language code such as `de` or `en`",
    );
}

#[test]
fn services_and_counters_fit_together() {
    refused(
        "\"application\"",
        "\"aplication\"",
        "linden.toml:10:12: unknown word `aplication`; did you mean `application`?",
    );
    refused(
        "\"application\"",
        "\"antrag\"",
        "linden.toml:10:12: unknown word `antrag`; allowed are `application`, `pickup`",
    );
    refused(
        "\"pickup\"",
        "\"application\"",
        "linden.toml:7:1: no service has category = \"pickup\"; both must be offered: add one",
    );
    refused(
        "\"application\"",
        "\"pickup\"",
        "linden.toml:7:1: no service has category = \"application\"; both must be offered: add one",
    );
    refused(
        "id = \"personalausweis-abholen\"",
        "id = \"personalausweis\"",
        "linden.toml:14:6: service `personalausweis` already stands in line 8; \
         rename or remove one",
    );
    for (instead, sentence) in [
        ("{ id = \"1\" }", "34: counter `1` already stands in line 4; rename or remove one"),
        (
            "{ id = \"2\", services = [\"personalauswies\"] }",
            "51: unknown service `personalauswies`; did you mean `personalausweis`?",
        ),
        (
            "{ id = \"2\", services = [] }",
            "50: `services` is empty; leave it out when the counter does everything",
        ),
    ] {
        refused("{ id = \"2\" }", instead, &format!("linden.toml:4:{sentence}"));
    }
    let counters = "[{ id = \"1\" }, { id = \"2\" }]";
    refused(
        counters,
        "[{ id = \"1\", services = [\"personalausweis\"] }]",
        "linden.toml:4:12: no counter offers `personalausweis-abholen`; \
         add it to the `services` of a counter",
    );
    refused(
        counters,
        "[]",
        "linden.toml:4:12: `counters` is empty; an office has at least one counter",
    );
}

#[test]
fn opening_hours_are_pointed_at() {
    let hours = "Mo-Fr 08:00-12:00";
    refused(
        hours,
        "Mo,Di 08:00-12:00",
        "linden.toml:3:21: the opening hours cannot be read from character 4 on; \
         write them like `Mo-We 08:00-12:00,13:00-16:00; Fr 08:00-12:00`",
    );
    refused(
        hours,
        "Mo-Fr 18:00-08:00",
        "linden.toml:3:17: `18:00-08:00` closes before it opens; write the earlier time first",
    );
}

#[test]
fn the_plan_lies_inside_the_opening_hours() {
    for ((days, from, to, starts), sentence) in [
        (
            ("Mo,Mi", "09:00", "11:00", 1),
            "19:8: unknown day `Mi`; allowed are `Mo`, `Tu`, `We`, `Th`, `Fr`, `Sa`, `Su`",
        ),
        (
            ("Fr-Mo", "09:00", "11:00", 1),
            "19:8: unknown day `Fr-Mo`; allowed are `Mo`, `Tu`, `We`, `Th`, `Fr`, `Sa`, `Su`",
        ),
        (
            ("Mo", "9:00", "11:00", 1),
            "20:8: `9:00` is not a time on full five minutes such as `09:05`",
        ),
        (
            ("Mo", "09:03", "11:00", 1),
            "20:8: `09:03` is not a time on full five minutes such as `09:05`",
        ),
        (
            ("Mo", "11:00", "09:00", 1),
            "21:6: it ends at 09:00, not after its beginning at 11:00; \
             exchange them or correct one",
        ),
        (
            ("Mo-Sa", "09:00", "11:00", 1),
            "19:8: on Sa at 09:00 the office is closed (opening_hours = \"Mo-Fr 08:00-12:00\")",
        ),
        (
            ("Mo", "09:00", "12:05", 1),
            "19:8: on Mo at 12:00 the office is closed (opening_hours = \"Mo-Fr 08:00-12:00\")",
        ),
        (("Mo", "09:00", "11:00", 0), "22:10: `starts` is 0; allowed are 1 to 1000"),
        (
            ("Mo", "09:00", "11:00", 3),
            "22:10: `starts` is 3, but on Mo at 09:00 only 2 counters are staffed",
        ),
    ] {
        let plan = appointments(days, from, to, starts);
        refused_and(&plan, &format!("linden.toml:{sentence}"));
    }
    let plan = appointments("Mo", "09:00", "11:00", 1);
    refused_and(
        &format!("{plan}every_minutes = 12\n"),
        "linden.toml:23:17: `12` is not a multiple of five minutes",
    );
    refused_and(
        &format!("{plan}{}", appointments("Mo,Tu", "10:55", "11:30", 1)),
        "linden.toml:24:8: it overlaps the entry of line 18 on Mo; one time belongs to one entry",
    );
    refused_and(
        &format!("{plan}[booking]\nweekly_quota = 30\n"),
        "linden.toml:24:16: `weekly_quota` is 30, but the plan has 24 starts a week; \
         they may differ by a tenth: correct one, or leave `weekly_quota` out",
    );
    let slow = LINDEN.replace("minutes = 5", "minutes = 10");
    assert_eq!(
        refusal(CITY, &format!("{slow}{}", appointments("Mo", "11:00", "12:00", 1))),
        "linden.toml:19:8: an appointment on Mo at 11:55 cannot end before the office closes \
         at 12:00: the shortest service takes 10 minutes; end the starts earlier"
    );
}

#[test]
fn only_counters_that_exist_are_staffed_and_only_staffed_ones_are_planned_with() {
    refused_and(
        &staffing("08:00", "12:00", 3),
        "linden.toml:22:12: `counters` is 3; allowed are 0 to 2",
    );
    refused_and(
        &staffing("07:00", "12:00", 2),
        "linden.toml:19:8: on Mo at 07:00 the office is closed \
         (opening_hours = \"Mo-Fr 08:00-12:00\")",
    );
    let plan = appointments("Mo", "09:00", "11:00", 1);
    refused_and(
        &format!("{}{plan}", staffing("08:00", "10:00", 2)),
        "linden.toml:27:10: `starts` is 1, but on Mo at 10:00 only 0 counters are staffed",
    );
}

#[test]
fn closures_are_days_in_their_order() {
    for (lines, sentence) in [
        (
            "from = 2026-12-24\nto = 2026-12-23\nreason = \"zu\"",
            "20:6: it ends at 2026-12-23, not after its beginning at 2026-12-24; \
             exchange them or correct one",
        ),
        (
            "from = 2026-12-24T08:00:00\nreason = \"zu\"",
            "19:8: `2026-12-24T08:00:00` is not a day; \
             write it like `2026-12-24`, without quotes or time",
        ),
        (
            "from = \"2026-12-24\"\nreason = \"zu\"",
            "19:8: invalid type: string \"2026-12-24\", expected a day such as 2026-12-24",
        ),
        (
            "from = 2026-12-34\nreason = \"zu\"",
            "19:8: invalid date, expected day between 01 and 31",
        ),
        (
            "from = 2026-12-24\nreason = \"\"",
            "20:10: `reason` is empty; write what people shall read",
        ),
    ] {
        refused_and(&format!("[[closures]]\n{lines}\n"), &format!("linden.toml:{sentence}"));
    }
}

#[test]
fn bands_are_apart_and_large_enough() {
    for (line, sentence) in [
        (
            "walk_in = [100, 650]",
            "11: the numbers of `walk_in` and `appointment` overlap; \
             one number belongs to one band",
        ),
        ("walk_in = [10, 599]", "11: `walk_in` is 10; allowed are 100 to 9999"),
        (
            "walk_in = [599, 100]",
            "11: it ends at 100, not after its beginning at 599; exchange them or correct one",
        ),
        (
            "walk_in = [100, 115]",
            "11: `walk_in` has 16 numbers, but its busiest day expects 16, \
             which with three tenths in reserve needs 21; widen the band",
        ),
        (
            "walk_in = 100",
            "11: invalid type: integer `100`, expected two numbers such as [100, 599]",
        ),
    ] {
        refused_and(&format!("[numbers]\n{line}\n"), &format!("linden.toml:19:{sentence}"));
    }
    let plan = appointments("Mo", "09:00", "11:00", 1);
    refused_and(
        &format!("[numbers]\nappointment = [600, 620]\n{plan}"),
        "linden.toml:19:15: `appointment` has 21 numbers, but its busiest day expects 24, \
         which with three tenths in reserve needs 32; widen the band",
    );
    refused_with(
        "walk_ins_per_week = 2000",
        "linden.toml:3:21: `walk_in` has 500 numbers, but its busiest day expects 400, \
         which with three tenths in reserve needs 520; widen the band",
    );
}

#[test]
fn the_city_file_is_refused_by_its_own_name() {
    for (passage, instead, sentence) in [
        (
            "land = \"NW\"",
            "land = \"Nordrhein-Westfalen\"",
            "4:8: unknown Land `Nordrhein-Westfalen`; allowed are `BW`, `BY`, `BE`, `BB`, `HB`, \
             `HH`, `HE`, `MV`, `NI`, `NW`, `RP`, `SL`, `SN`, `ST`, `SH`, `TH`",
        ),
        (
            "termine@bochum.example",
            "termine.bochum.example",
            "13:11: `termine.bochum.example` is not an e-mail address \
             such as `termine@stadt.example`",
        ),
        (
            "https://termine.bochum.example",
            "https://termine.bochum.example/",
            "7:14: `https://termine.bochum.example/` is not a base for paths; \
             leave out what follows the host",
        ),
        ("[\"de\", \"en\", \"uk\", \"ar\", \"tr\"]", "[]", "6:13: `languages` lacks `de`; add it"),
        ("[sender]", "[sendr]", "11:2: unknown key `sendr`; did you mean `sender`?"),
        (
            "[\"mitte\"] },\n  { value = \"buergerbuero-mitte-schalter",
            "[] }, { value = \"b",
            "56:75: `offices` is empty; name offices, or leave it out for all offices of the city",
        ),
        (
            "role = \"info-desk\"",
            "role = \"kiosk\"",
            "56:52: unknown role `kiosk`; allowed are `info-desk`, `clerk`, `lead`",
        ),
        (
            "https://login.bochum.example",
            "login.bochum.example",
            "51:10: `login.bochum.example/realms/stadt` is not a link; write it in full, beginning with `https://`",
        ),
        ("name = \"Stadt Bochum\"\n", "", "1:1: `name` is missing; add `name = …` here"),
    ] {
        city_refused(passage, instead, &format!("city.toml:{sentence}"));
    }
}

#[test]
fn what_is_said_in_further_languages_is_checked_as_well() {
    refused_and(
        "[[closures]]\nfrom = 2026-12-24\nreason = \"Heiligabend\"\n[closures.in.fr]\nreason = \"Noël\"\n",
        "linden.toml:21:14: unknown language `fr`; allowed are `en`, `uk`, `ar`, `tr`",
    );
    refused_and(
        "[services.in.fr]\nname = \"Retirer\"\n",
        "linden.toml:18:14: unknown language `fr`; allowed are `en`, `uk`, `ar`, `tr`",
    );
    refused_and(
        "[services.in.en]\nbring = [\"your card\"]\n",
        "linden.toml:18:1: `name` is missing; add `name = …` here",
    );
    refused_and(
        "[services.in.en]\nname = \"Collect\"\nbring = [\"your card\", \"a pen\"]\n",
        "linden.toml:20:23: `a pen` is not the last line of a translation with as many lines as \
         `bring` in German",
    );
}
