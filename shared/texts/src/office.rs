//! What an office's file says, for people.

use domain::{
    disturbance::{Disturbance, Disturbed},
    ids::{CounterId, ServiceId},
    office::{Office, OfficeWords, Service},
};

use crate::{Text, clock, text};

fn own(german: &str, office: &Office, part: fn(&OfficeWords) -> Option<&String>) -> Option<Text> {
    let further = || office.further.iter().filter_map(|(code, words)| Some((code, part(words)?)));
    further().next()?;
    Some(Text::own(german, further()))
}

/// What staff have written, which there is in German alone.
#[must_use]
pub fn german(text: &str) -> Text {
    Text::own(text, std::iter::empty())
}

/// What a counter is called there. The words that German offices use when nothing
/// else is said have their own in every language.
#[must_use]
pub fn counter_word(office: &Office) -> Text {
    let german = office.counter_word.as_str();
    own(german, office, |words| words.counter_word.as_ref()).unwrap_or_else(|| match german {
        "Schalter" => text!("counter"),
        other => self::german(other),
    })
}

/// What the info desk is called there.
#[must_use]
pub fn desk_word(office: &Office) -> Text {
    let german = office.desk_word.as_str();
    own(german, office, |words| words.desk_word.as_ref()).unwrap_or_else(|| match german {
        "Infotheke" => text!("info-desk"),
        other => self::german(other),
    })
}

/// "Schalter 4".
#[must_use]
pub fn place(office: &Office, counter: &CounterId) -> Text {
    text!("place", word = counter_word(office), counter = counter)
}

/// How to find it; empty when there is nothing to say.
#[must_use]
pub fn hint(office: &Office) -> Text {
    let further = office.further.iter();
    let further = further.filter_map(|(code, words)| Some((code, words.hint.as_ref()?)));
    Text::own(&office.address.hint, further)
}

/// The name of a service.
#[must_use]
pub fn service(service: &Service) -> Text {
    Text::own(&service.name, service.further.iter().map(|(code, words)| (code, &words.name)))
}

/// The names of services, one after the other; empty for none.
#[must_use]
pub fn services<'a>(office: &Office, services: impl IntoIterator<Item = &'a ServiceId>) -> Text {
    let names = services.into_iter().filter_map(|id| office.service(id)).map(self::service);
    let joined = names.reduce(|before, last| text!("list", before = before, last = last));
    joined.unwrap_or_else(|| Text::from(""))
}

/// "Reisepass beantragen: zurzeit gestört, voraussichtlich bis 12:00 Uhr".
#[must_use]
pub fn disturbed(office: &Office, disturbed: &Disturbed) -> Text {
    let until = clock::time(disturbed.disturbance.until, &office.zone);
    text!("disturbed", services = services(office, &disturbed.services), time = until)
}

/// Why something is disturbed, and what one can do meanwhile.
#[must_use]
pub fn disturbed_then(office: &Office, disturbance: &Disturbance) -> Text {
    let until = clock::time(disturbance.until, &office.zone);
    let why = why(disturbance);
    text!("disturbed-then", why = why, time = until, desk = desk_word(office))
}

/// The reason, as a sentence.
#[must_use]
pub fn why(disturbance: &Disturbance) -> Text {
    let said = disturbance.why.as_str();
    let end = if said.ends_with(['.', '!', '?']) { "" } else { "." };
    german(&format!("{said}{end}"))
}

/// The name of a service, and for how many if for several.
#[must_use]
pub fn service_for(service: &Service, people: u8) -> Text {
    match people {
        0 | 1 => self::service(service),
        people => text!("service-for-people", service = self::service(service), people = people),
    }
}

/// What to bring, line by line.
#[must_use]
pub fn bring(service: &Service) -> Vec<Text> {
    let line = |(index, german): (usize, &String)| {
        let further = service.further.iter();
        let further = further.filter_map(|(code, words)| Some((code, words.bring.get(index)?)));
        Text::own(german, further)
    };
    service.bring.iter().enumerate().map(line).collect()
}
