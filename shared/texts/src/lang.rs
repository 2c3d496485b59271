//! The languages, and how one is chosen.

use std::sync::LazyLock;

use fluent_bundle::{FluentResource, concurrent::FluentBundle};

/// A language that has all texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// German: the language of the administration, and of whoever asks for
    /// none that there is.
    #[default]
    De,
    /// English.
    En,
}

/// The files of one language.
macro_rules! files {
    ($folder:literal) => {
        [
            include_str!(concat!("../", $folder, "/common.ftl")),
            include_str!(concat!("../", $folder, "/slots.ftl")),
            include_str!(concat!("../", $folder, "/legal.ftl")),
            include_str!(concat!("../", $folder, "/booking.ftl")),
            include_str!(concat!("../", $folder, "/problems.ftl")),
            include_str!(concat!("../", $folder, "/hall.ftl")),
            include_str!(concat!("../", $folder, "/mail.ftl")),
        ]
    };
}

impl Lang {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::De, Self::En];

    /// Its ISO 639 code, as in `lang` attributes.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// What it calls itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::De => "Deutsch",
            Self::En => "English",
        }
    }

    /// The language of this code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The language that an `Accept-Language` likes best; German if there is
    /// none of those. A region does not matter.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let ranges = header.split(',').filter_map(|range| {
            let (tag, weight) = match range.split_once(';') {
                Some((tag, weight)) => (tag, weight.trim().strip_prefix("q=")?.parse().ok()?),
                None => (range, 1.0_f32),
            };
            let code = tag.trim().split('-').next()?.to_ascii_lowercase();
            Some((Self::of(&code)?, weight)).filter(|(_, weight)| *weight > 0.0)
        });
        let best = ranges.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map(|(lang, _)| lang).unwrap_or_default()
    }

    pub(crate) const fn files(self) -> [&'static str; 7] {
        match self {
            Self::De => files!("de"),
            Self::En => files!("en"),
        }
    }

    pub(crate) fn bundle(self) -> &'static FluentBundle<FluentResource> {
        static GERMAN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Lang::De));
        static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Lang::En));
        match self {
            Self::De => &GERMAN,
            Self::En => &ENGLISH,
        }
    }
}

fn bundle(lang: Lang) -> FluentBundle<FluentResource> {
    // A code of two letters always is an identifier.
    let identifier = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // Both languages run from left to right, and the marks around values would
    // be in every mail, title and test. A language that runs the other way
    // needs them.
    bundle.set_use_isolating(false);
    for file in lang.files() {
        // What a file has wrong, the tests find; what can be read is used.
        let resource = match FluentResource::try_new(file.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        _ = bundle.add_resource(resource);
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_language_that_there_is_is_chosen() {
        for (header, lang) in [
            ("", Lang::De),
            ("de-DE,de;q=0.9,en;q=0.8", Lang::De),
            ("en-GB,en;q=0.9,de;q=0.8", Lang::En),
            ("en;q=0.1, de;q=0.9", Lang::De),
            ("uk, en;q=0.5", Lang::En),
            ("tr", Lang::De),
            ("EN-us", Lang::En),
            ("en;q=0", Lang::De),
            ("*", Lang::De),
            ("en;q=x,;;,", Lang::De),
        ] {
            assert_eq!(Lang::accepted(header), lang, "{header}");
        }
    }
}
