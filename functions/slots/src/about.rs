//! Who is responsible, what happens to data, how barriers are reported: pages
//! that the law asks for, from the city's configuration.

use askama::Template;
use axum::extract::Path;
use domain::office::{City, Contact, Office};
use web::{At, Page, Problem, ProblemBody};

#[derive(Template)]
#[template(path = "imprint.html")]
struct Imprint<'a> {
    city: &'a City,
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct Privacy<'a> {
    office: &'a Office,
    city: &'a City,
    /// What the law of the Land adds to the legal basis.
    law: String,
    /// How many hours data is kept after the visit.
    hours: i64,
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct Accessibility<'a> {
    city: &'a City,
    /// The law under which there is an Ombudsstelle.
    law: &'static str,
    is_nw: bool,
}

/// An address to write to, as lines.
#[derive(Template)]
#[template(path = "contact.html")]
struct Lines<'a> {
    contact: &'a Contact,
}

/// A telephone number without what people put between its digits.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|digit| digit.is_ascii_digit() || *digit == '+').collect()
}

fn lines(contact: &Contact) -> String {
    Lines { contact }.render().unwrap_or_default()
}

/// The pages that the law asks for, in German: `imprint`, `privacy`,
/// `accessibility`.
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
    Path((_, topic)): Path<(String, String)>,
) -> Result<Page, Problem> {
    let office = &*at.office.office;
    let city = &office.city;
    let is_nw = city.land.code() == "NW";
    let page = match topic.as_str() {
        "imprint" => Page::new("Impressum", &Imprint { city }),
        "privacy" => {
            let law = if is_nw {
                "§ 3 des Datenschutzgesetzes Nordrhein-Westfalen".to_owned()
            } else {
                format!("dem Datenschutzgesetz des Landes {}", city.land.name())
            };
            let hours = office.retention.0 / 3600;
            Page::new("Datenschutz", &Privacy { office, city, law, hours })
        }
        "accessibility" => {
            let law = if is_nw {
                "§ 10b des Behindertengleichstellungsgesetzes Nordrhein-Westfalen"
            } else {
                "dem Behindertengleichstellungsgesetz des Landes"
            };
            Page::new("Erklärung zur Barrierefreiheit", &Accessibility { city, law, is_nw })
        }
        _ => return Err(Problem::not_found()),
    };
    Ok(page.of_office(office))
}
