//! The few files that pages need besides themselves.
//!
//! They are kept by browsers for a year, so their addresses change with their
//! contents; and a page says what it expects to find there.

use std::sync::LazyLock;

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

/// A file that pages need besides themselves.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Its media type.
    pub kind: &'static str,
    /// What is in it.
    pub content: &'static [u8],
}

const STYLE: &str = concat!(
    include_str!("../assets/kern/tokens.css"),
    include_str!("../assets/wertmarke.css"),
    include_str!("../assets/calendar.css"),
    include_str!("../assets/hall.css"),
    include_str!("../assets/print.css"),
);
const SCRIPT: &str = include_str!("../assets/wertmarke.js");
const NEXT_FREE: &str = include_str!("../assets/naechster-termin.js");
const BOARD: &str = include_str!("../assets/board.js");
const KIOSK: &str = include_str!("../assets/kiosk.js");
const KIOSK_WORKER: &str = include_str!("../assets/kiosk-worker.js");
const REGULAR: &[u8] = include_bytes!("../assets/kern/FiraSans-Regular.woff2");
const SEMI_BOLD: &[u8] = include_bytes!("../assets/kern/FiraSans-SemiBold.woff2");
const FONT_KIND: &str = "font/woff2";
const SCRIPT_KIND: &str = "text/javascript; charset=utf-8";

/// The file of this name, if there is one.
#[must_use]
pub fn asset(name: &str) -> Option<Asset> {
    let of = |kind, content| Some(Asset { kind, content });
    match name {
        "wertmarke.css" => of("text/css; charset=utf-8", STYLE.as_bytes()),
        "wertmarke.js" => of(SCRIPT_KIND, SCRIPT.as_bytes()),
        // By a name for ever: it stands on pages that are not ours.
        "naechster-termin.js" => of(SCRIPT_KIND, NEXT_FREE.as_bytes()),
        "board.js" => of(SCRIPT_KIND, BOARD.as_bytes()),
        "kiosk.js" => of(SCRIPT_KIND, KIOSK.as_bytes()),
        KIOSK_WORKER_NAME => of(SCRIPT_KIND, KIOSK_WORKER.as_bytes()),
        "FiraSans-Regular.woff2" => of(FONT_KIND, REGULAR),
        "FiraSans-SemiBold.woff2" => of(FONT_KIND, SEMI_BOLD),
        _ => None,
    }
}

/// How a page names a file: where it is, and what has to be in it.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) address: String,
    /// Subresource Integrity, with which a browser refuses anything else.
    pub(crate) integrity: String,
}

/// The stylesheet.
pub(crate) fn stylesheet() -> &'static Link {
    static LINK: LazyLock<Link> = LazyLock::new(|| Link::to("wertmarke.css", STYLE));
    &LINK
}

/// What the board runs on.
pub(crate) fn board_script() -> &'static Link {
    static LINK: LazyLock<Link> = LazyLock::new(|| Link::to("board.js", BOARD));
    &LINK
}

/// What the kiosk runs on besides.
pub(crate) fn kiosk_script() -> &'static Link {
    static LINK: LazyLock<Link> = LazyLock::new(|| Link::to("kiosk.js", KIOSK));
    &LINK
}

/// The file that stands between the kiosk and the network, which a browser lets
/// do so for addresses outside of its own folder only if its answer says so.
pub const KIOSK_WORKER_NAME: &str = "kiosk-worker.js";

/// Its address.
#[must_use]
pub fn kiosk_worker() -> &'static str {
    static LINK: LazyLock<Link> = LazyLock::new(|| Link::to(KIOSK_WORKER_NAME, KIOSK_WORKER));
    &LINK.address
}

/// Stands for a page together with its style and script, so that one that is
/// never left can notice that there is a new one.
#[must_use]
pub fn board_version(markup: &str) -> String {
    let all = Sha256::new().chain_update(markup).chain_update(STYLE).chain_update(BOARD);
    all.finalize().iter().take(4).fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// What improves the pages.
pub(crate) fn script() -> &'static Link {
    static LINK: LazyLock<Link> = LazyLock::new(|| Link::to("wertmarke.js", SCRIPT));
    &LINK
}

impl Link {
    fn to(name: &str, content: impl AsRef<[u8]>) -> Self {
        let digest = Sha256::digest(content);
        let version = digest.iter().take(8).fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        Self {
            address: format!("/assets/{name}?v={version:016x}"),
            integrity: format!("sha256-{}", BASE64_STANDARD.encode(digest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_changes_with_what_is_behind_it() {
        let address = |text| Link::to("a.css", text).address;
        assert_ne!(address("a { color: red }"), address("a { color: tan }"));
        let links = [stylesheet(), script(), board_script(), kiosk_script()];
        for address in links.map(|link| &*link.address).into_iter().chain([kiosk_worker()]) {
            let (path, _) = address.split_once('?').unwrap();
            assert!(asset(path.strip_prefix("/assets/").unwrap()).is_some(), "{path}");
        }
    }

    #[test]
    fn fonts_are_named_by_the_address_that_changes_with_them() {
        for (name, font) in
            [("FiraSans-Regular.woff2", REGULAR), ("FiraSans-SemiBold.woff2", SEMI_BOLD)]
        {
            let Link { address, .. } = Link::to(name, font);
            assert!(STYLE.contains(&format!("url(\"{address}\")")), "{address}");
            assert_eq!(asset(name).unwrap().content, font);
        }
    }

    #[test]
    fn what_comes_from_kern_is_what_the_manifest_says() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/kern/");
        let read = |name: &str| std::fs::read(format!("{folder}{name}")).expect(name);
        let manifest = String::from_utf8(read("SHA256SUMS")).unwrap();
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .filter(|name| !["SHA256SUMS", "take.py"].contains(&name.as_str()))
            .collect();
        for line in manifest.lines() {
            let (digest, name) = line.split_once("  ").unwrap();
            let found = Sha256::digest(read(name));
            let found = found.iter().fold(String::new(), |all, byte| all + &format!("{byte:02x}"));
            assert_eq!(found, digest, "{name}");
            names.retain(|other| other != name);
        }
        assert_eq!(names, [""; 0], "not in the manifest");
    }

    #[test]
    fn every_token_that_is_named_is_there() {
        let named = STYLE.split("var(").skip(1).filter_map(|rest| rest.split([')', ',']).next());
        for token in named {
            assert!(STYLE.contains(&format!("{token}:")), "{token}");
        }
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for text in [STYLE, SCRIPT, BOARD, KIOSK, KIOSK_WORKER, NEXT_FREE] {
            assert!(!text.contains("http:") && !text.contains("https:"), "{text}");
            assert!(!text.contains("@import"), "{text}");
        }
    }
}
