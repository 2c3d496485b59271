//! The papers that data protection asks for, from an office's configuration.

use askama::Template;
use domain::office::{City, Contact, Office};

use crate::OfficeFile;

#[derive(Template)]
#[template(path = "papers.md", escape = "none")]
struct Papers<'a> {
    file: String,
    office: &'a Office,
    city: &'a City,
    represented: &'a str,
    law: &'static str,
    /// The services that ask for a name.
    named: String,
    hours: i64,
}

impl Papers<'_> {
    /// How to reach somebody, on one line.
    fn reach(contact: &Contact) -> String {
        let address = contact.address.as_ref();
        let address = address.map(|at| format!("{}, {} {}", at.street, at.postcode, at.town));
        let lines = [address, Some(contact.email.clone()), contact.phone.clone()];
        lines.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Drafts in Markdown: record of processing, measures, processors, deletion,
/// pre-check of the impact, accessibility, agreement with the staff council.
#[must_use]
pub fn papers(file: &OfficeFile) -> String {
    let office = &file.office;
    let city = &office.city;
    let named = office.services.iter().filter(|service| service.name_required);
    let named: Vec<_> = named.map(|service| service.name.as_str()).collect();
    let papers = Papers {
        file: format!("{}.toml", office.id),
        office,
        city,
        represented: city.imprint.represented_by.as_deref().unwrap_or("[Vertretung]"),
        law: "Art. 6 Abs. 1 Buchst. e DSGVO mit dem Datenschutzgesetz des Landes",
        named: named.join(", "),
        hours: office.retention.0 / 3600,
    };
    papers.to_string()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_papers_say_what_the_configuration_says() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../offices/mitte.toml");
        let file = OfficeFile::read(&path).expect("an office of this repository");
        let papers = papers(&file);
        let city = &file.office.city;
        for said in [&file.office.name, &city.privacy.email, &city.sender_address] {
            assert!(papers.contains(said.as_str()), "{said} is missing in {papers}");
        }
        let named = file.office.services.iter().filter(|service| service.name_required);
        for service in named {
            assert!(papers.contains(&service.name), "{} asks for a name", service.name);
        }
        assert!(papers.contains(&format!("{} Stunden nach Ende", file.office.retention.0 / 3600)));
    }
}
