//! All offices: one city has a handful, all cities together have ten thousand.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::ids::OfficeId;
use serde::{Deserialize, Serialize};
use store::OfficeName;
use utoipa::{IntoParams, ToSchema};
use web::{App, Now, Problem, Reply, Wants, Words, paths};

/// So many offices are shown on one page; of more, people name theirs.
const SHOWN: usize = 50;

/// Which offices are asked for; all if nothing is said.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfficesQuery {
    /// The name of their city.
    city: Option<String>,
    /// Words of the name or of the city.
    q: Option<String>,
}

impl OfficesQuery {
    fn typed(&self) -> &str {
        self.q.as_deref().unwrap_or_default().trim()
    }

    fn asks_for(&self, office: &OfficeName) -> bool {
        let city = office.city.as_deref().unwrap_or_default();
        let words = format!("{} {city}", office.name).to_lowercase();
        self.city.as_deref().is_none_or(|wanted| wanted == city)
            && self.typed().to_lowercase().split_whitespace().all(|typed| words.contains(typed))
    }
}

/// Offices of this deployment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfficeList {
    offices: Vec<OfficeEntry>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OfficeEntry {
    #[schema(value_type = String)]
    id: OfficeId,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<String>,
}

impl OfficeEntry {
    fn of(office: &OfficeName) -> Self {
        let OfficeName { id, name, city } = office.clone();
        Self { id, name, city }
    }
}

#[derive(Template)]
#[template(path = "offices.html")]
struct OfficesPage<'a> {
    words: &'a Words,
    typed: &'a str,
    /// Whether there are more than one page shows.
    is_searched: bool,
    /// How many fit what was asked for.
    found: usize,
    /// Whether they are more than are shown.
    is_cut: bool,
    /// By city, if there are several.
    cities: BTreeMap<&'a str, Vec<&'a OfficeEntry>>,
}

/// Lists the offices, or those that somebody looks for.
///
/// # Responses
///
/// - 200 with the offices by id.
#[utoipa::path(get, path = "/offices", params(OfficesQuery),
    responses((status = 200, body = OfficeList)))]
pub(crate) async fn offices(
    State(app): State<App>,
    Now(now): Now,
    (wants, words): (Wants, Words),
    Query(query): Query<OfficesQuery>,
) -> Result<Response, Problem> {
    let all = app.office_names(now).await?;
    let offices = all.iter().filter(|office| query.asks_for(office)).map(OfficeEntry::of);
    let list = OfficeList { offices: offices.collect() };
    // Where all are of one city, its page in easy language and its legal pages are of all.
    let of_one_city = list.offices.first().filter(|first| {
        first.city.is_some() && list.offices.iter().all(|office| office.city == first.city)
    });
    let city = match of_one_city {
        // What is wrong with one office keeps nobody from the others.
        Some(first) if wants == Wants::Page => app.office(first.id.as_str(), now).await.ok(),
        _ => None,
    };
    Ok(Reply::show(wants, &list, || {
        let (found, typed) = (list.offices.len(), query.typed());
        let mut cities: BTreeMap<&str, Vec<&OfficeEntry>> = BTreeMap::new();
        // Of ten thousand, the first fifty are nobody's.
        let shown = if found > SHOWN && typed.is_empty() { 0 } else { SHOWN };
        for office in list.offices.iter().take(shown) {
            cities.entry(office.city.as_deref().unwrap_or_default()).or_default().push(office);
        }
        let page = OfficesPage {
            words: &words,
            typed,
            is_searched: all.len() > SHOWN,
            found,
            is_cut: !typed.is_empty() && found > SHOWN,
            cities,
        };
        let page = words.page("offices-title", &page);
        city.iter().fold(page, |page, city| page.of_city(&city.office))
    }))
}
