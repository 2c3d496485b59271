//! What all offices of one city share.

use jiff::tz::TimeZone;

use super::{Contact, Land, Language};
use crate::staff::StaffIssuer;

/// What all offices of one city share.
#[derive(Debug, Clone, PartialEq)]
pub struct City {
    /// Its name for people, such as "Stadt Bochum".
    pub name: String,
    /// Whose public holidays its offices keep, unless an office says otherwise.
    pub land: Land,
    /// The wall clock of its offices, unless an office says otherwise.
    pub zone: TimeZone,
    /// The languages of its pages, the default one first; contains `de`.
    pub languages: Vec<Language>,
    /// The name mails come from.
    pub sender_name: String,
    /// The address mails come from.
    pub sender_address: String,
    /// Where the public pages start, without a slash at the end. An
    /// environment may put its own here.
    pub public_url: String,
    /// Who is responsible for the pages (Impressum).
    pub imprint: Contact,
    /// Who answers for the protection of data.
    pub privacy: Contact,
    /// Where to complain about the protection of data.
    pub privacy_authority: Option<Contact>,
    /// Who hears of barriers.
    pub accessibility: Contact,
    /// Where to go when a barrier stays (Ombudsstelle).
    pub accessibility_ombuds: Option<Contact>,
    /// The start page in easy language.
    pub easy_language_url: Option<String>,
    /// The start page in German sign language.
    pub dgs_video_url: Option<String>,
    /// Who says what a member of staff may do; without one, only paired devices
    /// work for an office.
    pub staff: Option<StaffIssuer>,
}
