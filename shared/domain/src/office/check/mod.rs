//! From the two files to an [`Office`]. Everything that can be wrong is
//! found here, in the order of the file, and pointed at.

mod catalogue;
mod plain;
mod staff;
mod week;

use toml::Spanned;

use self::plain::{address, contact, count, date, email, language_list, text, time_zone, url};
use super::{
    BookingRules, CallRules, City, Closure, DayRules, Hours, HoursRefusal, Land, Language, Office,
    OfficeFileError, OfficeWords, Refusal,
    file::{BookingFile, CallsFile, CityFile, ClosureFile, DayFile, OfficeFile, OfficeWordsFile},
    plan::Published,
    refusal::Fault,
    tables::Believed,
};
use crate::time::Seconds;

/// What the city's file is called in messages.
const CITY_FILE: &str = "city.toml";
/// What a counter is called where the file does not say.
const COUNTER_WORD: &str = "Schalter";
/// What the info desk is called where the file does not say.
const DESK_WORD: &str = "Infotheke";

impl Office {
    /// Reads an office from the file of its city and its own; the name of the
    /// latter is for messages only.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, where it stands, and the remedy.
    pub fn parse(
        city_toml: &str,
        office_file_name: &str,
        office_toml: &str,
    ) -> Result<Self, OfficeFileError> {
        let city = City::parse(city_toml)?;
        toml::from_str::<OfficeFile>(office_toml)
            .map_err(Fault::from)
            .and_then(|file| office(city, &file, office_toml))
            .map_err(|fault| fault.locate(office_file_name, office_toml))
    }
}

impl City {
    /// Reads the city's file alone.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, where it stands, and the remedy.
    pub fn parse(toml: &str) -> Result<Self, OfficeFileError> {
        toml::from_str::<CityFile>(toml)
            .map_err(Fault::from)
            .and_then(|file| city(&file))
            .map_err(|fault| fault.locate(CITY_FILE, toml))
    }
}

fn office_words(file: &OfficeWordsFile) -> Result<OfficeWords, Fault> {
    let word = |key, value: &Option<Spanned<String>>| {
        value.as_ref().map(|value| text(key, value)).transpose()
    };
    Ok(OfficeWords {
        hint: word("hint", &file.hint)?,
        counter_word: word("counter_word", &file.counter_word)?,
        desk_word: word("desk_word", &file.desk_word)?,
    })
}

fn city(file: &CityFile) -> Result<City, Fault> {
    Ok(City {
        name: text("name", &file.name)?,
        land: land(&file.land)?,
        zone: time_zone(&file.time_zone)?,
        languages: languages(&file.languages)?,
        sender_name: text("name", &file.sender.name)?,
        sender_address: email(&file.sender.address)?,
        public_url: plain::base_url(&file.public_url)?,
        imprint: contact(&file.imprint)?,
        privacy: contact(&file.privacy)?,
        privacy_authority: file.privacy_authority.as_ref().map(contact).transpose()?,
        accessibility: contact(&file.accessibility)?,
        accessibility_ombuds: file.accessibility_ombuds.as_ref().map(contact).transpose()?,
        easy_language_url: file.easy_language_url.as_ref().map(url).transpose()?,
        dgs_video_url: file.dgs_video_url.as_ref().map(url).transpose()?,
        staff: file.staff.as_ref().map(staff::issuer).transpose()?,
    })
}

fn office(city: City, file: &OfficeFile, toml: &str) -> Result<Office, Fault> {
    let hours = hours(&file.opening_hours)?;
    let max_minutes = count(file.booking.max_minutes.as_ref(), "max_minutes", 45, 5..=240)?;
    let languages =
        file.languages.as_ref().map_or_else(|| Ok(city.languages.clone()), languages)?;
    let services = catalogue::services(&file.services, max_minutes, toml, &languages)?;
    let counters = catalogue::counters(&file.counters, &services, toml)?;
    let week = week::Week { hours: &hours, services: &services, counters: counters.len(), toml };
    let staffing = week.staffing(&file.staffing)?;
    let plan = week.plan(&file.appointments, &staffing)?;
    let quota = week::quota(file.booking.weekly_quota.as_ref(), &plan)?;
    let guess = week.walk_ins();
    let walk_ins = count(file.walk_ins_per_week.as_ref(), "walk_ins_per_week", guess, 0..=100_000)?;
    let causes = [
        file.walk_ins_per_week.as_ref().map(Spanned::span),
        file.appointments.first().map(Spanned::span),
    ];
    let numbers = week.numbers(&file.numbers, &plan, walk_ins, &causes)?;
    let word = |key, value: Option<&Spanned<String>>, default: &str| {
        value.map_or_else(|| Ok(default.to_owned()), |value| text(key, value))
    };
    Ok(Office {
        id: file.id.clone(),
        name: text("name", &file.name)?,
        address: address(&file.address)?,
        land: file.land.as_ref().map_or(Ok(city.land), land)?,
        zone: file.time_zone.as_ref().map_or_else(|| Ok(city.zone.clone()), time_zone)?,
        further: plain::further(&file.further, &languages, office_words)?,
        city,
        closures: file
            .closures
            .iter()
            .map(|it| closure(it, &languages))
            .collect::<Result<_, _>>()?,
        counters,
        languages,
        counter_word: word("counter_word", file.counter_word.as_ref(), COUNTER_WORD)?,
        desk_word: word("desk_word", file.desk_word.as_ref(), DESK_WORD)?,
        services,
        booking: booking(&file.booking, max_minutes, quota)?,
        day: day(&file.day)?,
        calls: calls(&file.calls)?,
        numbers,
        plan,
        staffing,
        walk_ins_per_week: walk_ins,
        retention: hours_of(count(file.retention_hours.as_ref(), "retention_hours", 48, 1..=720)?),
        switches: file.switches,
        published: Published::default(),
        believed: Believed::default(),
        hours,
    })
}

/// Reads the hours; a syntax error is pointed at within the text.
fn hours(text: &Spanned<String>) -> Result<Hours, Fault> {
    Hours::parse(text.get_ref()).map_err(|refusal| {
        let mut span = text.span();
        // The quote, then the characters before the error. With escapes in
        // the text that points too far left, but never out of it.
        if let HoursRefusal::Syntax { character } = refusal {
            span.start = (span.start + character).min(span.end);
        }
        Fault::at(span, Refusal::Hours(refusal))
    })
}

fn booking(file: &BookingFile, max_minutes: u16, weekly_quota: u32) -> Result<BookingRules, Fault> {
    Ok(BookingRules {
        window_days: count(file.window_days.as_ref(), "window_days", 14, 1..=90)?,
        hold: minutes(count(file.hold_minutes.as_ref(), "hold_minutes", 10, 1..=60)?),
        per_address: count(file.per_address.as_ref(), "per_address", 3, 1..=100)?,
        moves: count(file.moves.as_ref(), "moves", 5, 0..=100)?,
        max_minutes,
        weekly_quota,
    })
}

fn day(file: &DayFile) -> Result<DayRules, Fault> {
    let of = |value: &Option<Spanned<u32>>, key, default, most| {
        count(value.as_ref(), key, default, 0..=most).map(minutes)
    };
    Ok(DayRules {
        late_grace: of(&file.late_grace_minutes, "late_grace_minutes", 10, 60)?,
        hold_grace: of(&file.hold_grace_minutes, "hold_grace_minutes", 3, 30)?,
        last_ticket: of(&file.last_ticket_minutes, "last_ticket_minutes", 20, 240)?,
        overtime: of(&file.overtime_minutes, "overtime_minutes", 30, 240)?,
        urgent_per_hour: count(file.urgent_per_hour.as_ref(), "urgent_per_hour", 4, 0..=60)?,
    })
}

fn calls(file: &CallsFile) -> Result<CallRules, Fault> {
    let seconds = |value: &Option<Spanned<u32>>, key, default, most| {
        count::<u32>(value.as_ref(), key, default, 0..=most).map(|s| Seconds(s.into()))
    };
    let pause = file.not_here_pause_minutes.as_ref();
    Ok(CallRules {
        recall_lock: seconds(&file.recall_lock_seconds, "recall_lock_seconds", 30, 600)?,
        not_here_after: seconds(&file.not_here_after_seconds, "not_here_after_seconds", 90, 900)?,
        not_here_calls: count(file.not_here_calls.as_ref(), "not_here_calls", 2, 1..=10)?,
        not_here_pause: minutes(count(pause, "not_here_pause_minutes", 5, 0..=60)?),
    })
}

fn closure(file: &Spanned<ClosureFile>, languages: &[Language]) -> Result<Closure, Fault> {
    let ClosureFile { from, to, reason, further } = file.get_ref();
    let to = to.as_ref().unwrap_or(from);
    let days = date(from)?..=date(to)?;
    if days.is_empty() {
        let (from, until) = (days.start().to_string(), days.end().to_string());
        return Err(Fault::at(to.span(), Refusal::Backwards { from, to: until }));
    }
    let further = plain::further(further, languages, |words| text("reason", &words.reason))?;
    Ok(Closure { days, reason: text("reason", reason)?, further })
}

fn land(code: &Spanned<String>) -> Result<Land, Fault> {
    Land::from_code(code.get_ref()).ok_or_else(|| {
        let allowed = Land::codes().map(str::to_owned).collect();
        let text = code.get_ref().clone();
        Fault::at(code.span(), Refusal::UnknownWord { what: "Land", text, allowed })
    })
}

fn languages(list: &Spanned<Vec<Spanned<String>>>) -> Result<Vec<Language>, Fault> {
    let languages = language_list(list)?;
    if !languages.iter().any(|language| language.as_str() == "de") {
        return Err(Fault::at(list.span(), Refusal::NoGerman));
    }
    Ok(languages)
}

fn minutes(minutes: u16) -> Seconds {
    Seconds::minutes(minutes.into())
}

fn hours_of(hours: u16) -> Seconds {
    Seconds::hours(hours.into())
}
