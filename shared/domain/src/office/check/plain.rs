//! Checks of single values: texts, addresses, links, counts, times.

use std::{
    collections::BTreeMap,
    ops::{Range, RangeInclusive},
};

use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};
use toml::{Spanned, value::Datetime};

use crate::{
    office::{
        Address, Contact, Further, Language, Refusal, Weekdays, days::weekday_codes,
        file::ContactFile, refusal::Fault,
    },
    time::Unit,
};

/// A text in which something stands, without blanks around it.
pub(super) fn text(key: &'static str, value: &Spanned<String>) -> Result<String, Fault> {
    let text = value.get_ref().trim();
    if text.is_empty() {
        let remedy = "write what people shall read";
        return Err(Fault::at(value.span(), Refusal::Empty { key, remedy }));
    }
    Ok(text.to_owned())
}

pub(super) fn not_a(span: Range<usize>, text: &str, expected: &'static str) -> Fault {
    Fault::at(span, Refusal::NotA { text: text.to_owned(), expected })
}

pub(super) fn address(value: &Spanned<Address>) -> Result<Address, Fault> {
    let address = value.get_ref();
    let digits = address.postcode.bytes().all(|b| b.is_ascii_digit());
    if !digits || address.postcode.len() != 5 {
        return Err(not_a(value.span(), &address.postcode, "a postcode of five digits"));
    }
    for (key, part) in [("street", &address.street), ("town", &address.town)] {
        if part.trim().is_empty() {
            let remedy = "write what people shall read";
            return Err(Fault::at(value.span(), Refusal::Empty { key, remedy }));
        }
    }
    Ok(address.clone())
}

pub(super) fn contact(file: &ContactFile) -> Result<Contact, Fault> {
    let optional = |key, value: &Option<Spanned<String>>| {
        value.as_ref().map(|value| text(key, value)).transpose()
    };
    Ok(Contact {
        name: text("name", &file.name)?,
        represented_by: optional("represented_by", &file.represented_by)?,
        address: file.address.as_ref().map(address).transpose()?,
        email: email(&file.email)?,
        phone: optional("phone", &file.phone)?,
        url: file.url.as_ref().map(url).transpose()?,
    })
}

pub(super) fn email(value: &Spanned<String>) -> Result<String, Fault> {
    let text = value.get_ref();
    let good = text.split_once('@').is_some_and(|(user, host)| {
        let plain = |c: char| c.is_ascii_graphic() && !"@<>,;\"".contains(c);
        !user.is_empty() && host.contains('.') && (user.chars().chain(host.chars())).all(plain)
    });
    if !good {
        return Err(not_a(value.span(), text, "an e-mail address such as `termine@stadt.example`"));
    }
    Ok(text.clone())
}

/// A link people may follow. Plain HTTP is for a laptop only: names under `localhost`
/// never leave it (RFC 6761).
pub(super) fn url(value: &Spanned<String>) -> Result<String, Fault> {
    let text = value.get_ref();
    let local = text.strip_prefix("http://").is_some_and(|rest| {
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        ["localhost", "127.0.0.1"].contains(&host) || host.ends_with(".localhost")
    });
    let host = text.strip_prefix("https://").is_some_and(|host| !host.is_empty());
    if !(host || local) || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(not_a(
            value.span(),
            text,
            "a link; write it in full, beginning with `https://`",
        ));
    }
    Ok(text.clone())
}

/// A link that paths are appended to.
pub(super) fn base_url(value: &Spanned<String>) -> Result<String, Fault> {
    let base = url(value)?;
    if base.ends_with('/') || base.contains(['?', '#']) {
        return Err(not_a(
            value.span(),
            &base,
            "a base for paths; leave out what follows the host",
        ));
    }
    Ok(base)
}

pub(super) fn time_zone(name: &Spanned<String>) -> Result<TimeZone, Fault> {
    TimeZone::get(name.get_ref())
        .map_err(|_| Fault::at(name.span(), Refusal::TimeZone { name: name.get_ref().clone() }))
}

pub(super) fn language_list(list: &Spanned<Vec<Spanned<String>>>) -> Result<Vec<Language>, Fault> {
    let language = |code: &Spanned<String>| {
        let expected = "a language code such as `de` or `en`";
        code.get_ref().parse().map_err(|_| not_a(code.span(), code.get_ref(), expected))
    };
    list.get_ref().iter().map(language).collect()
}

/// What stands in further languages: those of the office, without German.
pub(super) fn further<F, T>(
    file: &BTreeMap<Spanned<String>, F>,
    languages: &[Language],
    check: impl Fn(&F) -> Result<T, Fault>,
) -> Result<Further<T>, Fault> {
    let known = || languages.iter().filter(|language| language.as_str() != "de");
    let entry = |(code, words): (&Spanned<String>, &F)| {
        let language = known().find(|language| language.as_str() == code.get_ref());
        let Some(language) = language else {
            let (text, allowed) = (code.get_ref().clone(), known().map(Language::to_string));
            let refusal =
                Refusal::UnknownWord { what: "language", text, allowed: allowed.collect() };
            return Err(Fault::at(code.span(), refusal));
        };
        Ok((language.clone(), check(words)?))
    };
    file.iter().map(entry).collect()
}

/// A number within bounds, or the default when it is left out.
pub(super) fn count<T: TryFrom<u32>>(
    value: Option<&Spanned<u32>>,
    key: &'static str,
    default: u32,
    allowed: RangeInclusive<u32>,
) -> Result<T, Fault> {
    let (span, value) = value.map_or((0..0, default), |v| (v.span(), *v.get_ref()));
    let (least, most) = allowed.clone().into_inner();
    let refused = || Fault::at(span, Refusal::OutOfRange { key, value, least, most });
    if !allowed.contains(&value) {
        return Err(refused());
    }
    T::try_from(value).map_err(|_| refused())
}

pub(super) fn date(value: &Spanned<Datetime>) -> Result<Date, Fault> {
    let text = value.get_ref().to_string();
    let expected = "a day; write it like `2026-12-24`, without quotes or time";
    text.parse()
        .ok()
        .filter(|_| value.get_ref().time.is_none())
        .ok_or_else(|| not_a(value.span(), &text, expected))
}

pub(super) fn weekdays(value: &Spanned<String>) -> Result<Weekdays, Fault> {
    Weekdays::parse(value.get_ref()).map_err(|text| {
        let allowed = weekday_codes().map(str::to_owned).collect();
        Fault::at(value.span(), Refusal::UnknownWord { what: "day", text, allowed })
    })
}

/// A time of day on the grid, such as `09:05`.
pub(super) fn unit(value: &Spanned<String>) -> Result<Unit, Fault> {
    let text = value.get_ref();
    let expected = "a time on full five minutes such as `09:05`";
    (text.len() == 5)
        .then(|| Time::strptime("%H:%M", text).ok())
        .flatten()
        .and_then(Unit::at)
        .ok_or_else(|| not_a(value.span(), text, expected))
}

/// The time of a unit as people write it, such as `09:05`.
pub(super) fn clock(unit: Unit) -> String {
    unit.time().strftime("%H:%M").to_string()
}
