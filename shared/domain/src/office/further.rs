//! What an office's file says in languages besides German. Whatever is missing
//! there is said in German.

use std::collections::BTreeMap;

use super::Language;

/// Something in further languages.
pub type Further<T> = BTreeMap<Language, T>;

/// A service in a further language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceWords {
    /// Its name for people.
    pub name: String,
    /// What people call it or look for when they mean it.
    pub also: Vec<String>,
    /// What to bring: as many lines as in German, or none.
    pub bring: Vec<String>,
}

/// An office in a further language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeWords {
    /// How to find it.
    pub hint: Option<String>,
    /// What a counter is called.
    pub counter_word: Option<String>,
    /// What the info desk is called.
    pub desk_word: Option<String>,
}
