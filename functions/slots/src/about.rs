//! Who is responsible, what happens to data, how barriers are reported, and all of
//! it in easy language: pages that the law asks for, from the city's configuration.

use askama::Template;
use axum::extract::Path;
use domain::{
    ids::OfficeId,
    office::{City, Contact, Office},
};
use texts::{Text, text};
use web::{At, Page, Problem, ProblemBody, Words, paths};

#[derive(Template)]
#[template(path = "imprint.html")]
struct Imprint<'a> {
    words: &'a Words,
    city: &'a City,
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct Privacy<'a> {
    words: &'a Words,
    office: &'a Office,
    city: &'a City,
    /// What the law of the Land adds to the legal basis.
    law: Text,
    /// How many hours data is kept after the visit.
    hours: i64,
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct Accessibility<'a> {
    words: &'a Words,
    id: &'a OfficeId,
    city: &'a City,
    /// The law under which there is an Ombudsstelle.
    law: Text,
    is_nw: bool,
}

#[derive(Template)]
#[template(path = "easy.html")]
struct Easy<'a> {
    words: &'a Words,
    office: &'a Office,
    city: &'a City,
}

/// An address to write to, as lines.
#[derive(Template)]
#[template(path = "contact.html")]
struct Lines<'a> {
    words: &'a Words,
    contact: &'a Contact,
}

/// A telephone number without what people put between its digits.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|digit| digit.is_ascii_digit() || *digit == '+').collect()
}

fn lines(words: &Words, contact: &Contact) -> String {
    Lines { words, contact }.render().unwrap_or_default()
}

/// The pages that the law asks for: `imprint`, `privacy`,
/// `accessibility`, `easy`.
///
/// # Responses
///
/// - 200 with the page.
/// - 404 `unknown-office`; `not-found` for another topic.
#[utoipa::path(get, path = "/offices/{office}/about/{topic}",
    params(("office" = String, Path), ("topic" = String, Path)),
    responses((status = 200, content_type = "text/html"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn about(
    at: At,
    words: Words,
    Path((_, topic)): Path<(String, String)>,
) -> Result<Page, Problem> {
    let office = &*at.office.office;
    let (words, city) = (&words, &office.city);
    let is_nw = city.land.code() == "NW";
    let page = match topic.as_str() {
        "imprint" => words.page("imprint", &Imprint { words, city }),
        "privacy" => {
            let law = if is_nw {
                text!("law-privacy-nw")
            } else {
                text!("law-privacy", land = city.land.name())
            };
            let hours = office.retention.0 / 3600;
            words.page("privacy", &Privacy { words, office, city, law, hours })
        }
        "accessibility" => {
            let law = if is_nw { text!("law-equality-nw") } else { text!("law-equality") };
            words.page(
                "accessibility-title",
                &Accessibility { words, id: &office.id, city, law, is_nw },
            )
        }
        "easy" => words.page("easy-language", &Easy { words, office, city }),
        _ => return Err(Problem::not_found()),
    };
    Ok(page.of_office(office))
}
