//! A text that knows what it says, but not yet in which language.

use domain::office::Language;
use fluent_bundle::{FluentArgs, FluentValue};

use crate::Lang;

/// Around German inside of another language, while a sentence is being made: two
/// characters that mean nothing anywhere.
const BEGIN: char = '\u{e000}';
const END: char = '\u{e001}';

/// Something to say: a key with what it needs, or words that are the same in
/// every language (a name, or what is said to staff, in German alone).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Verbatim(String),
    /// As somebody else has written it: in German, and perhaps in this language.
    Own {
        german: String,
        further: Vec<(Lang, String)>,
    },
    Key {
        key: &'static str,
        values: Vec<(&'static str, Value)>,
    },
}

/// What a text needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Counted; decides between singular and plural.
    Number(i64),
    /// Said in the same language.
    Text(Text),
}

impl Value {
    /// It, said in this language.
    #[must_use]
    pub fn said_in(&self, lang: Lang) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.said_in(lang),
        }
    }
}

/// A text by its key, with what it needs: `text!("until", day = texts::day(last))`.
#[macro_export]
macro_rules! text {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::Text::of($key)$(.with(stringify!($name), $value))*
    };
}

impl Text {
    /// The text of this key. Use [`text!`] or a `say`, which tests look for.
    #[must_use]
    pub const fn of(key: &'static str) -> Self {
        Self(Kind::Key { key, values: Vec::new() })
    }

    /// The same text with one more thing that it needs.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Arg) -> Self {
        if let Kind::Key { values, .. } = &mut self.0 {
            values.push((name, value.value()));
        }
        self
    }

    /// A text as somebody else has written it: in German, and in these languages.
    pub(crate) fn own<'a>(
        german: &str,
        further: impl Iterator<Item = (&'a Language, &'a String)>,
    ) -> Self {
        let known =
            further.filter_map(|(code, text)| Some((Lang::of(code.as_str())?, text.clone())));
        Self(Kind::Own { german: german.to_owned(), further: known.collect() })
    }

    /// Whether there is only German where another language is asked for.
    #[must_use]
    pub fn is_german_in(&self, lang: Lang) -> bool {
        match &self.0 {
            Kind::Own { further, .. } => {
                lang != Lang::De && !further.iter().any(|(own, _)| *own == lang)
            }
            Kind::Verbatim(_) | Kind::Key { .. } => false,
        }
    }

    /// It, said in this language.
    ///
    /// # Panics
    ///
    /// In tests, when it lacks something that it needs.
    #[must_use]
    pub fn said_in(&self, lang: Lang) -> String {
        self.form(lang, false)
    }

    /// It, said in this language, cut where German begins and ends that nobody has
    /// translated; each piece with whether it is such German.
    #[must_use]
    pub fn pieces(&self, lang: Lang) -> Vec<(String, bool)> {
        let marked = self.form(lang, true);
        let cut = marked.split([BEGIN, END]).enumerate();
        // German stands between marks: every second piece.
        let pieces = cut.map(|(place, piece)| (piece.to_owned(), place % 2 == 1));
        pieces.filter(|(piece, _)| !piece.is_empty()).collect()
    }

    fn form(&self, lang: Lang, is_marked: bool) -> String {
        // Nobody can set marks but us: they would have to be in an office's file.
        let plain = |text: &str| text.replace([BEGIN, END], "");
        let (key, values) = match &self.0 {
            Kind::Verbatim(text) => return plain(text),
            Kind::Own { german, further } => {
                let own = further.iter().find(|(own, _)| *own == lang);
                let said = plain(own.map_or(german, |(_, text)| text));
                let mark = is_marked && self.is_german_in(lang) && !said.is_empty();
                return if mark { format!("{BEGIN}{said}{END}") } else { said };
            }
            Kind::Key { key, values } => (*key, values),
        };
        let bundle = lang.bundle();
        let message = bundle.get_message(key).and_then(|message| message.value());
        debug_assert!(message.is_some(), "{} has no {key}", lang.code());
        let Some(message) = message else { return key.to_owned() };
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(
                *name,
                match value {
                    Value::Number(number) => FluentValue::from(*number),
                    Value::Text(text) => FluentValue::from(text.form(lang, is_marked)),
                },
            );
        }
        let mut errors = Vec::new();
        let said = bundle.format_pattern(message, Some(&args), &mut errors);
        debug_assert!(errors.is_empty(), "{} of {key}: {errors:?}", lang.code());
        said.into_owned()
    }
}

/// Words that are the same in every language.
impl From<String> for Text {
    fn from(words: String) -> Self {
        Self(Kind::Verbatim(words))
    }
}

/// Words that are the same in every language.
impl From<&str> for Text {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

/// A number is the same in every language.
impl From<Value> for Text {
    fn from(value: Value) -> Self {
        match value {
            Value::Number(number) => number.to_string().into(),
            Value::Text(text) => text,
        }
    }
}

/// What a text can need.
pub trait Arg {
    /// It, as a value.
    fn value(&self) -> Value;
}

impl<T: Arg + ?Sized> Arg for &T {
    fn value(&self) -> Value {
        (*self).value()
    }
}

impl Arg for Text {
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }
}

macro_rules! counted {
    ($($kind:ty)*) => { $(
        impl Arg for $kind {
            fn value(&self) -> Value {
                Value::Number(i64::from(*self))
            }
        }
    )* };
}
counted!(u8 u16 u32 i64 i8 i16 i32);

impl Arg for usize {
    fn value(&self) -> Value {
        Value::Number(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}

macro_rules! named {
    ($($kind:ty)*) => { $(
        impl Arg for $kind {
            fn value(&self) -> Value {
                Value::Text(Text(Kind::Verbatim(self.to_string())))
            }
        }
    )* };
}
named!(str String domain::ids::Number domain::ids::CounterId domain::ids::ServiceId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_inside_of_a_sentence_is_cut_out_and_what_is_translated_is_not() {
        let english = "en".parse().unwrap();
        let words = "flood".to_owned();
        let german = Text::own("Hochwasser", std::iter::empty());
        let both = Text::own("Hochwasser", [(&english, &words)].into_iter());
        let closed = |reason: &Text| text!("closed-because", reason = reason);
        let piece = |text: &str, is_german| (text.to_owned(), is_german);
        assert_eq!(
            closed(&german).pieces(Lang::En),
            [piece("closed (", false), piece("Hochwasser", true), piece(")", false)]
        );
        assert_eq!(closed(&both).pieces(Lang::En), [piece("closed (flood)", false)]);
        assert_eq!(closed(&german).pieces(Lang::De), [piece("geschlossen (Hochwasser)", false)]);
        assert_eq!(closed(&german).said_in(Lang::En), "closed (Hochwasser)");
    }
}
