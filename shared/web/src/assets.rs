//! The few files that pages need besides themselves.
//!
//! They are kept by browsers for a year, so their addresses change with their
//! contents.

use std::sync::LazyLock;

/// A file that pages need besides themselves.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Its media type.
    pub kind: &'static str,
    /// What is in it.
    pub text: &'static str,
}

const STYLE: &str = concat!(
    include_str!("../assets/wertmarke.css"),
    include_str!("../assets/calendar.css"),
    include_str!("../assets/hall.css"),
    include_str!("../assets/print.css"),
);
const SCRIPT: &str = include_str!("../assets/wertmarke.js");

/// The file of this name, if there is one.
#[must_use]
pub fn asset(name: &str) -> Option<Asset> {
    match name {
        "wertmarke.css" => Some(Asset { kind: "text/css; charset=utf-8", text: STYLE }),
        "wertmarke.js" => Some(Asset { kind: "text/javascript; charset=utf-8", text: SCRIPT }),
        _ => None,
    }
}

/// The address of the stylesheet.
pub(crate) fn stylesheet() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| versioned("wertmarke.css", STYLE));
    &ADDRESS
}

/// The address of the script.
pub(crate) fn script() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| versioned("wertmarke.js", SCRIPT));
    &ADDRESS
}

fn versioned(name: &str, text: &str) -> String {
    format!("/assets/{name}?v={:016x}", digest(text))
}

/// FNV-1a: enough to tell one version from the next; nobody is kept out by it.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_changes_with_what_is_behind_it() {
        assert_ne!(versioned("a.css", "a { color: red }"), versioned("a.css", "a { color: tan }"));
        let (path, _) = stylesheet().split_once('?').unwrap();
        assert!(asset(path.strip_prefix("/assets/").unwrap()).is_some(), "{path}");
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("http:") && !text.contains("https:"), "{text}");
            assert!(!text.contains("@import"), "{text}");
        }
    }
}
