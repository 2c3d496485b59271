//! The frame of every page.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use domain::{
    ids::OfficeId,
    office::{City, Office},
};
use http::{HeaderValue, header};
use texts::Text;

use crate::{
    Words,
    assets::{self, Link},
    language::Translation,
    paths, session,
};

/// A page: a title and what stands below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    title: Text,
    main: String,
    words: Words,
    look: Look,
    office: Option<(OfficeId, String, City)>,
    refresh: Option<Refresh>,
}

/// For whom a page is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Look {
    /// Somebody at home or with a phone.
    #[default]
    Citizen,
    /// Somebody standing before a large touch screen: no way out of the house.
    Kiosk,
    /// A member of staff: wide and dense.
    Staff,
    /// A hall that reads from ten metres: nothing but the calls.
    Board,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Kiosk => "kiosk",
            Self::Staff => "staff",
            Self::Board => "board",
        }
    }
}

/// The page is loaded anew: by a script, which keeps what has the focus and
/// gives more time; without one by the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refresh {
    seconds: u32,
    /// Another page; this one again if `None`.
    to: Option<String>,
    /// Only by a script, which takes nothing away that is being typed.
    scripted: bool,
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Layout<'a> {
    page: &'a Page,
    words: &'a Words,
    city: Option<(&'a OfficeId, &'a City)>,
    place: &'a str,
    stylesheet: &'a Link,
    script: &'a Link,
    /// What only the kiosk needs besides.
    more: Option<&'a Link>,
    /// The page to come back to, for somebody who can sign out.
    sign_out: Option<String>,
    /// How the page renews itself, unless that was stopped.
    refresh: Option<&'a Refresh>,
    /// Where renewing is stopped, or begun again.
    renewal: Option<String>,
}

/// What an address has whose page does not renew itself.
const PAUSED: (&str, &str) = ("pause", "1");

/// Whether this address wants a page that stands still.
fn is_paused(address: &str) -> bool {
    let (_, query) = address.split_once('?').unwrap_or_default();
    query.split('&').any(|pair| pair.split_once('=') == Some(PAUSED))
}

/// The same address without that wish.
fn unpaused(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let kept = query.split('&').filter(|pair| pair.split_once('=') != Some(PAUSED));
    let kept = kept.collect::<Vec<_>>().join("&");
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{kept}") }
}

impl Page {
    /// A page with this title, whose main part is `main`.
    pub fn new(title: impl Into<Text>, main: &impl Template) -> Self {
        Self {
            title: title.into(),
            // A template of ours fails only when memory does.
            main: main.render().unwrap_or_default(),
            words: Words::default(),
            look: Look::default(),
            office: None,
            refresh: None,
        }
    }

    /// The same page, said in the language of these words. Pages of staff are
    /// said in German.
    #[must_use]
    pub fn said_in(mut self, words: &Words) -> Self {
        self.words = words.clone();
        self
    }

    /// The same page with the name of this office in its title, and the city's
    /// name and links around it.
    #[must_use]
    pub fn of_office(mut self, office: &Office) -> Self {
        self.office = Some((office.id.clone(), office.name.clone(), office.city.clone()));
        self
    }

    /// The same page with the city's name and links around it, which are those of this
    /// office.
    #[must_use]
    pub fn of_city(mut self, office: &Office) -> Self {
        self.office = Some((office.id.clone(), String::new(), office.city.clone()));
        self
    }

    /// The same page, drawn for somebody else than a citizen.
    #[must_use]
    pub fn drawn_for(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    /// The same page, loaded anew by the browser after so many seconds.
    #[must_use]
    pub fn refreshed_every(mut self, seconds: u32) -> Self {
        self.refresh = Some(Refresh { seconds, to: None, scripted: false });
        self
    }

    /// The same page, renewed after so many seconds where a script can do so
    /// without taking away what is being typed.
    #[must_use]
    pub fn renewed_every(mut self, seconds: u32) -> Self {
        self.refresh = Some(Refresh { seconds, to: None, scripted: true });
        self
    }

    /// The same page, left for another one after so many seconds.
    #[must_use]
    pub fn followed_by(mut self, path: impl Into<String>, seconds: u32) -> Self {
        self.refresh = Some(Refresh { seconds, to: Some(path.into()), scripted: false });
        self
    }
}

impl Layout<'_> {
    /// What the window is called: the page and, where that is something else, the place.
    fn window(&self) -> String {
        let title = self.words.plain(&self.page.title);
        match self.place {
            "" => title,
            place if place == title => title,
            place => format!("{title} – {place}"),
        }
    }

    fn is_board(&self) -> bool {
        self.page.look == Look::Board
    }

    fn is_kiosk(&self) -> bool {
        self.page.look == Look::Kiosk
    }

    fn is_citizen(&self) -> bool {
        self.page.look == Look::Citizen
    }

    /// The offices of the same city, or of all.
    fn offices(&self) -> String {
        self.city.map_or_else(paths::offices, |(_, city)| paths::offices_of(&city.name))
    }

    /// Whether this page would renew itself, but was asked not to.
    fn stands_still(&self) -> bool {
        self.refresh.is_none()
    }

    /// Whoever reads can choose: at home, and at the kiosk.
    fn translations(&self) -> Vec<Translation> {
        match self.page.look {
            Look::Citizen | Look::Kiosk => self.words.others(),
            Look::Staff | Look::Board => Vec::new(),
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let (place, city) = match &self.office {
            Some((id, name, city)) => (name.as_str(), Some((id, city))),
            None => ("", None),
        };
        let stylesheet = assets::stylesheet();
        let script = match self.look {
            Look::Board => assets::board_script(),
            Look::Citizen | Look::Kiosk | Look::Staff => assets::script(),
        };
        let more = (self.look == Look::Kiosk).then(assets::kiosk_script);
        let sign_out = match self.look {
            Look::Citizen | Look::Staff => session::signed_in(),
            Look::Kiosk | Look::Board => None,
        };
        let words = &self.words;
        // Whoever reads slowly can let a page of their own stand still; hall and kiosk belong
        // to all.
        let own = matches!(self.look, Look::Citizen | Look::Staff);
        let renews = self.refresh.as_ref().filter(|refresh| refresh.to.is_none() && own);
        let here = renews.and_then(|_| session::looked_at());
        let paused = here.as_deref().is_some_and(is_paused);
        let renewal =
            here.map(
                |here| {
                    if paused { unpaused(&here) } else { paths::with(here, PAUSED.0, PAUSED.1) }
                },
            );
        let layout = Layout {
            page: &self,
            words,
            city,
            place,
            stylesheet,
            script,
            more,
            sign_out,
            refresh: self.refresh.as_ref().filter(|_| !paused),
            renewal,
        };
        let mut response = Html(layout.render().unwrap_or_default()).into_response();
        let headers = response.headers_mut();
        let code = self.words.lang().code();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(code));
        headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        if self.look != Look::Citizen {
            // Going back has to show how things stand now.
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        response
    }
}

/// Text for use inside HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html)
        .map(|escaped| escaped.to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_stands_still_only_where_its_address_says_so() {
        for (address, paused, without) in [
            ("/tickets/a", false, "/tickets/a"),
            ("/tickets/a?pause=1", true, "/tickets/a"),
            ("/tickets/a?pause=1&lang=en", true, "/tickets/a?lang=en"),
            ("/tickets/a?lang=en&pause=1", true, "/tickets/a?lang=en"),
            ("/tickets/a?pause=10", false, "/tickets/a?pause=10"),
        ] {
            assert_eq!((is_paused(address), unpaused(address).as_str()), (paused, without));
        }
    }
}
