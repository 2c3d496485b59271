//! The Länder and their public holidays.

use chrono::NaiveDate;
use holiday_de::{GermanHoliday, GermanRegion};
use jiff::civil::Date;

/// One of the sixteen Länder, by the code of ISO 3166-2 without `DE-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Land(usize);

const LAENDER: [(&str, &str, GermanRegion); 16] = [
    ("BW", "Baden-Württemberg", GermanRegion::BadenWuerttemberg),
    ("BY", "Bayern", GermanRegion::Bayern),
    ("BE", "Berlin", GermanRegion::Berlin),
    ("BB", "Brandenburg", GermanRegion::Brandenburg),
    ("HB", "Bremen", GermanRegion::Bremen),
    ("HH", "Hamburg", GermanRegion::Hamburg),
    ("HE", "Hessen", GermanRegion::Hessen),
    ("MV", "Mecklenburg-Vorpommern", GermanRegion::MechlenburgVorpommern),
    ("NI", "Niedersachsen", GermanRegion::Niedersachsen),
    ("NW", "Nordrhein-Westfalen", GermanRegion::NordrheinWestfalen),
    ("RP", "Rheinland-Pfalz", GermanRegion::RheinlandPfalz),
    ("SL", "Saarland", GermanRegion::Saarland),
    ("SN", "Sachsen", GermanRegion::Sachsen),
    ("ST", "Sachsen-Anhalt", GermanRegion::SachsenAnhalt),
    ("SH", "Schleswig-Holstein", GermanRegion::SchleswigHolstein),
    ("TH", "Thüringen", GermanRegion::Thueringen),
];

impl Land {
    /// The Land of this code, such as `NW`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        LAENDER.iter().position(|(known, ..)| *known == code).map(Self)
    }

    /// All codes, in the order of the names.
    pub(super) fn codes() -> impl Iterator<Item = &'static str> {
        LAENDER.iter().map(|(code, ..)| *code)
    }

    /// Its code, such as `NW`.
    #[must_use]
    pub fn code(self) -> &'static str {
        LAENDER[self.0].0
    }

    /// Its German name.
    #[must_use]
    pub fn name(self) -> &'static str {
        LAENDER[self.0].1
    }

    /// The German name of the public holiday on `date`, if it is one.
    ///
    /// Computed for the year asked about, so no list can run out.
    #[must_use]
    pub fn holiday(self, date: Date) -> Option<&'static str> {
        let holiday = LAENDER[self.0].2.holiday_from_date(chrono_date(date)?)?;
        Some(match holiday {
            // The name in the statutes; "Erster Mai" is only the date.
            GermanHoliday::ErsterMai => "Tag der Arbeit",
            other => other.description(),
        })
    }
}

/// The same day for the crates that count with chrono.
pub(super) fn chrono_date(date: Date) -> Option<NaiveDate> {
    let part = |value: i8| u32::from(value.unsigned_abs());
    NaiveDate::from_ymd_opt(date.year().into(), part(date.month()), part(date.day()))
}
