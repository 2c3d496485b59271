//! What an office's file says, for people.

use domain::office::Office;

use crate::{Text, text};

/// What a counter is called there. The words that German offices use when nothing
/// else is said have their own in every language.
#[must_use]
pub fn counter_word(office: &Office) -> Text {
    match office.counter_word.as_str() {
        "Schalter" => text!("counter"),
        other => other.into(),
    }
}

/// What the info desk is called there.
#[must_use]
pub fn desk_word(office: &Office) -> Text {
    match office.desk_word.as_str() {
        "Infotheke" => text!("info-desk"),
        other => other.into(),
    }
}

/// "Schalter 4".
#[must_use]
pub fn place(office: &Office, counter: &domain::ids::CounterId) -> Text {
    text!("place", word = counter_word(office), counter = counter)
}
