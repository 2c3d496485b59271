//! The two files word for word. What they mean is decided in `check`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, value::Datetime};

use super::{Address, Category, Switches};
use crate::ids::{CounterId, OfficeId, ServiceId};

type Text = Spanned<String>;
type Count = Spanned<u32>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CityFile {
    pub(super) name: Text,
    pub(super) land: Text,
    pub(super) time_zone: Text,
    pub(super) languages: Spanned<Vec<Text>>,
    pub(super) public_url: Text,
    pub(super) easy_language_url: Option<Text>,
    pub(super) dgs_video_url: Option<Text>,
    pub(super) sender: SenderFile,
    pub(super) imprint: ContactFile,
    pub(super) privacy: ContactFile,
    pub(super) privacy_authority: Option<ContactFile>,
    pub(super) accessibility: ContactFile,
    pub(super) accessibility_ombuds: Option<ContactFile>,
    pub(super) staff: Option<StaffFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StaffFile {
    pub(super) issuer: Text,
    pub(super) client_id: Text,
    /// `client_id` when left out.
    pub(super) audience: Option<Text>,
    pub(super) scope: Option<Text>,
    pub(super) role_claim: Option<Text>,
    pub(super) office_claim: Option<Text>,
    pub(super) rights_claim: Option<Text>,
    #[serde(default)]
    pub(super) rights: Vec<RightFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RightFile {
    pub(super) value: Text,
    pub(super) role: Text,
    /// Every office of the city when left out.
    pub(super) offices: Option<Spanned<Vec<OfficeId>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SenderFile {
    pub(super) name: Text,
    pub(super) address: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactFile {
    pub(super) name: Text,
    pub(super) represented_by: Option<Text>,
    pub(super) address: Option<Spanned<Address>>,
    pub(super) email: Text,
    pub(super) phone: Option<Text>,
    pub(super) url: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeFile {
    pub(super) id: OfficeId,
    pub(super) name: Text,
    pub(super) land: Option<Text>,
    pub(super) time_zone: Option<Text>,
    pub(super) languages: Option<Spanned<Vec<Text>>>,
    pub(super) opening_hours: Text,
    pub(super) counter_word: Option<Text>,
    pub(super) desk_word: Option<Text>,
    pub(super) walk_ins_per_week: Option<Count>,
    pub(super) retention_hours: Option<Count>,
    pub(super) address: Spanned<Address>,
    #[serde(default, rename = "in")]
    pub(super) further: BTreeMap<Spanned<String>, OfficeWordsFile>,
    #[serde(default)]
    pub(super) closures: Vec<Spanned<ClosureFile>>,
    pub(super) counters: Spanned<Vec<CounterFile>>,
    pub(super) services: Spanned<Vec<ServiceFile>>,
    #[serde(default)]
    pub(super) appointments: Vec<Spanned<AppointmentsFile>>,
    #[serde(default)]
    pub(super) staffing: Vec<Spanned<StaffingFile>>,
    #[serde(default)]
    pub(super) booking: BookingFile,
    #[serde(default)]
    pub(super) day: DayFile,
    #[serde(default)]
    pub(super) calls: CallsFile,
    #[serde(default)]
    pub(super) numbers: NumbersFile,
    #[serde(default)]
    pub(super) switches: Switches,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClosureFile {
    pub(super) from: Spanned<Datetime>,
    /// The same day when left out.
    pub(super) to: Option<Spanned<Datetime>>,
    pub(super) reason: Text,
    #[serde(default, rename = "in")]
    pub(super) further: BTreeMap<Spanned<String>, ClosureWordsFile>,
}

/// A closure in a further language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClosureWordsFile {
    pub(super) reason: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CounterFile {
    pub(super) id: Spanned<CounterId>,
    /// All when left out.
    pub(super) services: Option<Spanned<Vec<Spanned<ServiceId>>>>,
    #[serde(default)]
    pub(super) step_free: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceFile {
    pub(super) id: Spanned<ServiceId>,
    pub(super) name: Text,
    #[serde(default)]
    pub(super) also: Vec<Text>,
    pub(super) category: Category,
    pub(super) minutes: Count,
    /// As long as the first person when left out.
    pub(super) minutes_extra: Option<Count>,
    #[serde(default)]
    pub(super) bring: Vec<Text>,
    #[serde(default, rename = "in")]
    pub(super) further: BTreeMap<Spanned<String>, ServiceWordsFile>,
    pub(super) online_url: Option<Text>,
    pub(super) status_url: Option<Text>,
    #[serde(default)]
    pub(super) name_required: bool,
    #[serde(default)]
    pub(super) sensitive: bool,
    /// `minutes` when left out.
    pub(super) mean_seconds: Option<Count>,
    pub(super) cv_percent: Option<Count>,
}

/// A service in a further language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceWordsFile {
    pub(super) name: Text,
    #[serde(default)]
    pub(super) also: Vec<Text>,
    #[serde(default)]
    pub(super) bring: Vec<Text>,
}

/// An office in a further language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeWordsFile {
    pub(super) hint: Option<Text>,
    pub(super) counter_word: Option<Text>,
    pub(super) desk_word: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AppointmentsFile {
    pub(super) days: Text,
    pub(super) from: Text,
    pub(super) to: Text,
    pub(super) every_minutes: Option<Count>,
    pub(super) starts: Count,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StaffingFile {
    pub(super) days: Text,
    pub(super) from: Text,
    pub(super) to: Text,
    pub(super) counters: Count,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BookingFile {
    pub(super) window_days: Option<Count>,
    pub(super) hold_minutes: Option<Count>,
    pub(super) per_address: Option<Count>,
    pub(super) moves: Option<Count>,
    pub(super) max_minutes: Option<Count>,
    /// What the plan adds up to when left out.
    pub(super) weekly_quota: Option<Count>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DayFile {
    pub(super) late_grace_minutes: Option<Count>,
    pub(super) hold_grace_minutes: Option<Count>,
    pub(super) last_ticket_minutes: Option<Count>,
    pub(super) overtime_minutes: Option<Count>,
    pub(super) urgent_per_hour: Option<Count>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CallsFile {
    pub(super) recall_lock_seconds: Option<Count>,
    pub(super) not_here_after_seconds: Option<Count>,
    pub(super) not_here_calls: Option<Count>,
    pub(super) not_here_pause_minutes: Option<Count>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NumbersFile {
    pub(super) walk_in: Option<Spanned<[u16; 2]>>,
    pub(super) appointment: Option<Spanned<[u16; 2]>>,
    pub(super) emergency: Option<Spanned<[u16; 2]>>,
}
