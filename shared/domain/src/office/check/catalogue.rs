//! Checks of what can be done where: services and counters.

use std::{collections::BTreeSet, fmt::Display};

use toml::Spanned;

use super::plain::{count, further, not_a, text, url};
use crate::{
    ids::ServiceId,
    office::{
        Category, Counter, Language, Prior, Refusal, Service, ServiceWords,
        file::{CounterFile, ServiceFile, ServiceWordsFile},
        refusal::{Fault, line_of},
    },
    time::Seconds,
};

/// How widely durations scatter where the file does not say: in percent of the mean.
const CV_PERCENT: u32 = 50;

/// The services, both categories among them.
pub(super) fn services(
    file: &Spanned<Vec<ServiceFile>>,
    max_minutes: u16,
    toml: &str,
    languages: &[Language],
) -> Result<Vec<Service>, Fault> {
    let most = max_minutes.into();
    let services: Vec<_> = file
        .get_ref()
        .iter()
        .map(|entry| service(entry, most, languages))
        .collect::<Result<_, _>>()?;
    unique("service", file.get_ref().iter().map(|entry| &entry.id), toml)?;
    for category in Category::ALL {
        if !services.iter().any(|service| service.category == category) {
            let category = category.as_str();
            return Err(Fault::at(file.span(), Refusal::NoCategory { category }));
        }
    }
    Ok(services)
}

fn service(file: &ServiceFile, most: u32, languages: &[Language]) -> Result<Service, Fault> {
    let minutes = count(Some(&file.minutes), "minutes", 0, 1..=most)?;
    let mean = 60 * u32::from(minutes);
    Ok(Service {
        id: file.id.get_ref().clone(),
        name: text("name", &file.name)?,
        also: file.also.iter().map(|word| text("also", word)).collect::<Result<_, _>>()?,
        category: file.category,
        minutes,
        minutes_extra: count(
            file.minutes_extra.as_ref(),
            "minutes_extra",
            minutes.into(),
            0..=most,
        )?,
        bring: file.bring.iter().map(|line| text("bring", line)).collect::<Result<_, _>>()?,
        further: further(&file.further, languages, |words| service_words(file, words))?,
        online_url: file.online_url.as_ref().map(url).transpose()?,
        status_url: file.status_url.as_ref().map(url).transpose()?,
        name_required: file.name_required,
        sensitive: file.sensitive,
        prior: Prior {
            mean: Seconds(i64::from(count::<u32>(
                file.mean_seconds.as_ref(),
                "mean_seconds",
                mean,
                20..=7200,
            )?)),
            cv_percent: count(file.cv_percent.as_ref(), "cv_percent", CV_PERCENT, 1..=300)?,
        },
    })
}

/// A service in a further language; what to bring stands there line by line.
fn service_words(file: &ServiceFile, words: &ServiceWordsFile) -> Result<ServiceWords, Fault> {
    let bring: Vec<_> =
        words.bring.iter().map(|line| text("bring", line)).collect::<Result<_, _>>()?;
    if let Some(last) = words.bring.last()
        && bring.len() != file.bring.len()
    {
        let expected = "the last line of a translation with as many lines as `bring` in German";
        return Err(not_a(last.span(), last.get_ref(), expected));
    }
    Ok(ServiceWords {
        name: text("name", &words.name)?,
        also: words.also.iter().map(|word| text("also", word)).collect::<Result<_, _>>()?,
        bring,
    })
}

/// The counters; together they offer every service.
pub(super) fn counters(
    file: &Spanned<Vec<CounterFile>>,
    services: &[Service],
    toml: &str,
) -> Result<Vec<Counter>, Fault> {
    if file.get_ref().is_empty() {
        let remedy = "an office has at least one counter";
        return Err(Fault::at(file.span(), Refusal::Empty { key: "counters", remedy }));
    }
    let counters: Vec<_> =
        file.get_ref().iter().map(|entry| counter(entry, services)).collect::<Result<_, _>>()?;
    unique("counter", file.get_ref().iter().map(|entry| &entry.id), toml)?;
    let lonely = services.iter().find(|service| !counters.iter().any(|c| c.serves(&service.id)));
    match lonely {
        Some(service) => {
            let service = service.id.to_string();
            Err(Fault::at(file.span(), Refusal::NoCounter { service }))
        }
        None => Ok(counters),
    }
}

fn counter(file: &CounterFile, services: &[Service]) -> Result<Counter, Fault> {
    let all = || services.iter().map(|service| service.id.clone());
    let offered: BTreeSet<ServiceId> = match &file.services {
        None => all().collect(),
        Some(list) if list.get_ref().is_empty() => {
            let remedy = "leave it out when the counter does everything";
            return Err(Fault::at(list.span(), Refusal::Empty { key: "services", remedy }));
        }
        Some(list) => {
            let stranger =
                list.get_ref().iter().find(|id| !all().any(|known| known == *id.get_ref()));
            if let Some(id) = stranger {
                let text = id.get_ref().to_string();
                let allowed = all().map(String::from).collect();
                let refusal = Refusal::UnknownWord { what: "service", text, allowed };
                return Err(Fault::at(id.span(), refusal));
            }
            list.get_ref().iter().map(|id| id.get_ref().clone()).collect()
        }
    };
    Ok(Counter { id: file.id.get_ref().clone(), services: offered, step_free: file.step_free })
}

fn unique<'a, T: Display + PartialEq + 'a>(
    what: &'static str,
    ids: impl Iterator<Item = &'a Spanned<T>>,
    toml: &str,
) -> Result<(), Fault> {
    let mut seen: Vec<&Spanned<T>> = Vec::new();
    for id in ids {
        if let Some(first) = seen.iter().find(|first| first.get_ref() == id.get_ref()) {
            let line = line_of(toml, first.span().start);
            let refusal = Refusal::Duplicate { what, id: id.get_ref().to_string(), line };
            return Err(Fault::at(id.span(), refusal));
        }
        seen.push(id);
    }
    Ok(())
}
