//! What a mail says, for people and for tests.

use mail_parser::{ContentType, MessageParser, MimeHeaders, PartType};
use serde::{Deserialize, Serialize};

/// A mail as its reader sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The recipients, separated by commas.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text part; empty if there is none.
    pub text: String,
    /// The HTML part; empty if there is none.
    pub html: String,
    /// All other parts, the calendar entry among them.
    pub attachments: Vec<Attachment>,
}

/// A part of a mail that is neither its text nor its HTML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its file name.
    pub name: String,
    /// Its media type with parameters, such as `text/calendar; method=REQUEST`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its content, where that is text; else empty.
    pub text: String,
}

impl Mail {
    /// Reads a raw message. What cannot be read stays empty.
    #[must_use]
    pub fn parse(raw: &[u8], to: &[String]) -> Self {
        let mut mail = Self { to: to.join(", "), ..Self::default() };
        let Some(message) = MessageParser::default().parse(raw) else {
            return mail;
        };
        message.subject().unwrap_or_default().clone_into(&mut mail.subject);
        for (index, part) in message.parts.iter().enumerate() {
            let content = match &part.body {
                PartType::Multipart(_) => continue,
                PartType::Text(text) | PartType::Html(text) => text.as_ref(),
                PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) => "",
            };
            let kind = part.content_type();
            let subtype = kind.and_then(|kind| kind.subtype()).unwrap_or("plain");
            let is_attached = part.content_disposition().is_some_and(ContentType::is_attachment);
            match (&part.body, subtype) {
                (PartType::Text(_), "plain") if !is_attached && mail.text.is_empty() => {
                    content.clone_into(&mut mail.text);
                }
                (PartType::Html(_), _) if !is_attached && mail.html.is_empty() => {
                    content.clone_into(&mut mail.html);
                }
                _ => mail.attachments.push(Attachment {
                    name: part.attachment_name().map_or_else(
                        || match subtype {
                            "calendar" => "termin.ics".to_owned(),
                            _ => format!("teil-{index}"),
                        },
                        ToOwned::to_owned,
                    ),
                    kind: kind.map_or_else(|| "text/plain".to_owned(), written),
                    text: content.to_owned(),
                }),
            }
        }
        mail
    }
}

fn written(kind: &ContentType<'_>) -> String {
    let mut text = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("plain"));
    for attribute in kind.attributes().unwrap_or_default() {
        let attribute = format!("; {}={}", attribute.name, attribute.value);
        if !attribute.starts_with("; name=") && !text.contains(&attribute) {
            text.push_str(&attribute);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use mail_builder::MessageBuilder;
    use mail_builder::mime::MimePart;

    use super::*;

    #[test]
    fn text_html_and_calendar_are_told_apart() {
        let ics = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
        let calendar = MimePart::new("text/calendar; charset=utf-8; method=REQUEST", ics);
        let alternatives = MimePart::new(
            "multipart/alternative",
            vec![
                MimePart::new("text/plain", "Grüße,\r\nNummer 612"),
                MimePart::new("text/html", "<p>Nummer 612</p>"),
                calendar,
            ],
        );
        let attached = MimePart::new("text/calendar", ics).attachment("termin-612.ics");
        let picture = MimePart::new("image/png", &[0_u8, 255][..]).attachment("qr.png");
        let raw = MessageBuilder::new()
            .from(("Stadt", "stadt@example.org"))
            .to("buergerin@example.org")
            .subject("Ihr Termin in der Bürgerstraße")
            .body(MimePart::new("multipart/mixed", vec![alternatives, attached, picture]))
            .write_to_vec()
            .unwrap();
        let mail = Mail::parse(&raw, &["buergerin@example.org".to_owned()]);
        assert_eq!(mail.to, "buergerin@example.org");
        assert_eq!(mail.subject, "Ihr Termin in der Bürgerstraße");
        assert_eq!(mail.text.trim_end(), "Grüße,\r\nNummer 612");
        assert_eq!(mail.html.trim_end(), "<p>Nummer 612</p>");
        let parts: Vec<_> =
            mail.attachments.iter().map(|a| (&*a.name, &*a.kind, a.text.len())).collect();
        assert_eq!(
            parts,
            [
                ("termin.ics", "text/calendar; charset=utf-8; method=REQUEST", ics.len()),
                ("termin-612.ics", "text/calendar; charset=utf-8", ics.len()),
                ("qr.png", "image/png", 0),
            ]
        );
    }
}
