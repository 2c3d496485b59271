//! In which language somebody reads, and how their links keep it.

use std::{convert::Infallible, fmt};

use askama::{Template, filters::HtmlSafe};
use axum::extract::FromRequestParts;
use domain::office::Office;
use http::{HeaderMap, Method, Uri, header, request::Parts};
use texts::{Arg, Lang, Text};

use crate::{App, Now, Page, Via, escape, paths};

/// Pages of devices that everybody shares and of staff: what their browser
/// happens to accept says nothing about who reads.
const SHARED: [&str; 11] = [
    "kiosk", "board", "desk", "urgent", "answers", "counters", "days", "plan", "closures",
    "pairing", "today",
];

/// In which language a request is answered: the one its address asks for
/// (`lang=en`), else what the browser accepts, else German.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    lang: Lang,
    /// Whether the address asked for it, so that links go on asking.
    is_chosen: bool,
    /// The address of the page, where there is one to come back to.
    here: Option<String>,
    /// The languages that the office has; all that there are where it is not known.
    offered: Option<Vec<Lang>>,
}

/// The same page in another language.
pub(crate) struct Translation {
    pub(crate) lang: Lang,
    pub(crate) href: String,
}

/// A text inside HTML, in which German that nobody has translated is marked as such.
#[derive(Debug, Clone)]
pub struct Marked {
    lang: Lang,
    text: Text,
}

impl Marked {
    /// The same with one more thing that it needs.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Arg) -> Self {
        self.text = self.text.with(name, value);
        self
    }
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (piece, is_german) in self.text.pieces(self.lang) {
            let escaped = escape(&piece);
            if is_german {
                write!(f, "<span lang=\"de\">{escaped}</span>")?;
            } else {
                f.write_str(&escaped)?;
            }
        }
        Ok(())
    }
}

impl HtmlSafe for Marked {}

impl Words {
    pub(crate) fn of(method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        // Without the host, which need not be the one that people know.
        let here = uri.path_and_query().filter(|_| method == Method::GET).map(ToString::to_string);
        let query = uri.query().unwrap_or_default();
        let chosen = query.split('&').find_map(|pair| Lang::of(pair.strip_prefix("lang=")?));
        let accepted = || {
            let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
            (!is_shared(uri)).then(|| Lang::accepted(header))
        };
        let lang = chosen.or_else(accepted).unwrap_or_default();
        Self { lang, is_chosen: chosen.is_some(), here, offered: None }
    }

    /// The language of a visit, for whoever prints or writes something for it.
    #[must_use]
    pub fn of_visit(code: Option<&str>) -> Self {
        let lang = code.and_then(Lang::of);
        Self {
            lang: lang.unwrap_or_default(),
            is_chosen: lang.is_some(),
            here: None,
            offered: None,
        }
    }

    /// The same in a language that this office has: German, if it has not this one.
    #[must_use]
    pub fn at(mut self, office: &Office) -> Self {
        let known = office.languages.iter().filter_map(|code| Lang::of(code.as_str()));
        let offered: Vec<Lang> = known.collect();
        if !offered.contains(&self.lang) {
            (self.lang, self.is_chosen) = (Lang::De, false);
        }
        Self { offered: Some(offered), ..self }
    }

    /// The language.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of this key, for HTML.
    #[must_use]
    pub fn say(&self, key: &'static str) -> Marked {
        self.tell(Text::of(key))
    }

    /// This text, for HTML.
    #[must_use]
    pub fn tell(&self, text: impl Arg) -> Marked {
        Marked { lang: self.lang, text: text.value().into() }
    }

    /// This text, for JSON, or where no language can be marked.
    #[must_use]
    pub fn plain(&self, text: impl Arg) -> String {
        text.value().said_in(self.lang)
    }

    /// A page in this language, with the text of this key as its title.
    pub fn page(&self, title: &'static str, main: &impl Template) -> Page {
        Page::new(Text::of(title), main).said_in(self)
    }

    /// The language that forms and links have to carry on, if any.
    #[must_use]
    pub fn chosen(&self) -> Option<&'static str> {
        self.is_chosen.then(|| self.lang.code())
    }

    /// This path, with what is needed to go on in the same language.
    #[must_use]
    pub fn on(&self, path: impl Into<String>) -> String {
        match self.chosen() {
            Some(code) => in_language(&path.into(), code),
            None => path.into(),
        }
    }

    /// The same page in every other language.
    pub(crate) fn others(&self) -> Vec<Translation> {
        let Some(here) = &self.here else { return Vec::new() };
        let offered = |lang: &Lang| self.offered.as_ref().is_none_or(|all| all.contains(lang));
        let others = Lang::ALL.into_iter().filter(|lang| *lang != self.lang && offered(lang));
        others.map(|lang| Translation { lang, href: in_language(here, lang.code()) }).collect()
    }
}

/// The office that an address names.
pub(crate) fn office_of(uri: &Uri) -> Option<&str> {
    uri.path().strip_prefix("/offices/")?.split('/').next()
}

fn is_shared(uri: &Uri) -> bool {
    let third = uri.path().split('/').nth(3);
    Via::of(uri) != Via::Web || third.is_some_and(|part| SHARED.contains(&part))
}

/// This path, asking for this language and no other.
fn in_language(path: &str, code: &str) -> String {
    let (path, fragment) = path.split_once('#').map_or((path, None), |(p, f)| (p, Some(f)));
    let (bare, query) = path.split_once('?').unwrap_or((path, ""));
    let rest = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    let rest = rest.collect::<Vec<_>>().join("&");
    let bare = if rest.is_empty() { bare.to_owned() } else { format!("{bare}?{rest}") };
    let path = paths::with(bare, "lang", code);
    fragment.map(|fragment| format!("{path}#{fragment}")).unwrap_or(path)
}

impl FromRequestParts<App> for Words {
    type Rejection = Infallible;

    /// Where the path names an office, a language that it has. That there is no such
    /// office is for [`At`](crate::At) to say.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let words = Self::of(&parts.method, &parts.uri, &parts.headers);
        let Some(name) = office_of(&parts.uri).map(str::to_owned) else { return Ok(words) };
        let Ok(Now(now)) = Now::from_request_parts(parts, app).await else { return Ok(words) };
        let office = app.office(&name, now).await;
        Ok(office.map(|it| words.clone().at(&it.office)).unwrap_or(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(uri: &str, accept: &'static str) -> Words {
        let headers = [(header::ACCEPT_LANGUAGE, http::HeaderValue::from_static(accept))];
        Words::of(&Method::GET, &uri.parse().unwrap(), &headers.into_iter().collect())
    }

    #[test]
    fn the_address_decides_before_the_browser() {
        assert_eq!(words("/offices", "en-GB,en;q=0.9").lang(), Lang::En);
        assert_eq!(words("/offices?lang=de", "en-GB,en;q=0.9").lang(), Lang::De);
        assert_eq!(words("/offices?q=a&lang=en", "de").lang(), Lang::En);
        assert_eq!(words("/offices?lang=xx", "en").lang(), Lang::En);
        assert_eq!(words("/offices?slang=en", "de").lang(), Lang::De);
    }

    #[test]
    fn a_device_that_all_share_is_german_until_somebody_chooses() {
        for path in ["/offices/mitte/kiosk", "/offices/mitte/board", "/offices/mitte/counters/4"] {
            assert_eq!(words(path, "en").lang(), Lang::De, "{path}");
        }
        assert_eq!(words("/offices/mitte/slots?via=desk", "en").lang(), Lang::De);
        assert_eq!(words("/offices/mitte/kiosk?lang=en", "de").lang(), Lang::En);
    }

    #[test]
    fn an_office_offers_the_languages_that_it_has() {
        let city = include_str!("../../../infra/city.toml");
        let file = include_str!("../../../infra/offices/langendreer.toml");
        let office = |file: &str| Office::parse(city, "langendreer.toml", file).unwrap();
        let both = words("/offices/langendreer", "en").at(&office(file));
        assert_eq!((both.lang(), both.others().len()), (Lang::En, 1));
        // An office without English: nothing in its file is in English either.
        let german: String = file
            .split("\n\n")
            .filter(|part| !part.contains(".en]"))
            .fold("languages = [\"de\"]\n".to_owned(), |all, part| all + part + "\n\n");
        let german = words("/offices/langendreer?lang=en", "en").at(&office(&german));
        assert_eq!((german.lang(), german.chosen(), german.others().len()), (Lang::De, None, 0));
    }

    #[test]
    fn german_inside_of_an_english_page_is_marked() {
        let words = words("/offices", "en");
        let office = include_str!("../../../infra/offices/langendreer.toml");
        let office = office.replace("[closures.in.en]", "[closures.in.uk]");
        let city = include_str!("../../../infra/city.toml");
        let office = Office::parse(city, "langendreer.toml", &office).unwrap();
        let why = office.closed_because(jiff::civil::date(2026, 12, 24)).unwrap();
        let told = words.tell(texts::text!("closed-because", reason = texts::closed(&why)));
        assert!(told.to_string().starts_with("closed (<span lang=\"de\">Zwischen"), "{told}");
    }

    #[test]
    fn what_was_chosen_is_carried_on_and_what_was_negotiated_is_not() {
        let chosen = words("/offices?lang=en", "de");
        assert_eq!(chosen.on("/offices/mitte"), "/offices/mitte?lang=en");
        assert_eq!(chosen.on("/a?b=c&lang=de&d=e#f"), "/a?b=c&d=e&lang=en#f");
        assert_eq!(words("/offices", "en").on("/offices/mitte"), "/offices/mitte");
        let behind = words("https://api.example/offices?q=a", "en");
        assert_eq!(behind.others()[0].href, "/offices?q=a&lang=de");
        let [german] = &chosen.others()[..] else { panic!("two languages") };
        assert_eq!((german.lang, german.href.as_str()), (Lang::De, "/offices?lang=de"));
    }
}
