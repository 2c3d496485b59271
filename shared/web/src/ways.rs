//! The ways out of a page that says no.

use http::Uri;
use texts::{Text, text};

use crate::Via;

/// A link that leads on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) text: Text,
    pub(crate) href: String,
}

impl Way {
    pub(crate) fn new(text: impl Into<Text>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }

    /// Back to where the refused request most likely came from. Browsers are
    /// told not to say where that was, so the address has to.
    pub(crate) fn back(uri: &Uri) -> Self {
        let parts: Vec<&str> = uri.path().split('/').skip(1).collect();
        match (Via::of(uri), parts.as_slice()) {
            (Via::Kiosk, ["offices", office, ..]) | (_, ["offices", office, "kiosk"]) => {
                Self::new(text!("back-to-start"), format!("/offices/{office}/kiosk"))
            }
            (Via::Desk, ["offices", office, ..])
            | (_, ["offices", office, "urgent" | "answers" | "help-seen"]) => {
                Self::new(text!("back-to-desk"), format!("/offices/{office}/desk"))
            }
            (_, ["offices", office, "counters", counter, _]) => {
                Self::new("Zurück zum Schalter", format!("/offices/{office}/counters/{counter}"))
            }
            (
                _,
                ["offices", office, "notice" | "interruption" | "numbers"]
                | ["offices", office, "disturbances", ..],
            ) => Self::new("Zurück zu heute", format!("/offices/{office}/today")),
            (_, ["offices", office, "plan"]) => {
                Self::new("Zurück zum Vorschlag", format!("/offices/{office}/plan"))
            }
            (_, ["offices", office, "pairing"]) => {
                Self::new("Code noch einmal eingeben", format!("/offices/{office}/pairing"))
            }
            (_, ["offices", office, "closures", ..]) => {
                Self::new("Zurück zu den Tagen", format!("/offices/{office}/closures"))
            }
            (_, ["offices", office, _, ..]) => {
                Self::new(text!("back-to-services"), format!("/offices/{office}"))
            }
            (_, ["bookings", secret, _, ..]) => {
                Self::new(text!("back-to-appointment"), format!("/bookings/{secret}"))
            }
            (_, ["tickets", secret, _, ..]) => {
                Self::new(text!("back-to-number"), format!("/tickets/{secret}"))
            }
            _ => Self::new(text!("back-to-offices"), "/offices"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_finds_the_way_back_to_their_own_page() {
        let back = |uri: &str| Way::back(&uri.parse().unwrap()).href;
        assert_eq!(back("/offices/mitte/counters/4/next"), "/offices/mitte/counters/4");
        assert_eq!(back("/offices/mitte/tickets?via=kiosk"), "/offices/mitte/kiosk");
        assert_eq!(back("/offices/mitte/check-ins?via=desk"), "/offices/mitte/desk");
        assert_eq!(back("/offices/mitte/urgent"), "/offices/mitte/desk");
        assert_eq!(back("/offices/mitte/closures"), "/offices/mitte/closures");
        assert_eq!(back("/offices/mitte/disturbances/end"), "/offices/mitte/today");
        assert_eq!(back("/offices/mitte/pairing"), "/offices/mitte/pairing");
        assert_eq!(back("/offices/mitte/bookings"), "/offices/mitte");
        assert_eq!(back("/bookings/abc/cancel"), "/bookings/abc");
        assert_eq!(back("/bookings/abc"), "/offices");
        assert_eq!(back("/offices/nowhere"), "/offices");
    }
}
