//! Who works where: the roles, and what the issuer of a city's identities has
//! to say of somebody so that they have one.
//!
//! Nobody's name is here. A person is what they may do and where.

use std::str::FromStr;

use crate::{ids::OfficeId, queue::Actor};

/// What a member of staff is there for. The later may do more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A kiosk; no person.
    Kiosk,
    /// Receives people and hands out tickets.
    InfoDesk,
    /// Serves at a counter.
    Clerk,
    /// Runs the office.
    Lead,
}

impl Role {
    /// Whoever acts for the people who stand in the hall.
    pub const IN_THE_HALL: [Self; 4] = [Self::Kiosk, Self::InfoDesk, Self::Clerk, Self::Lead];

    /// The word for it in claims, files and contexts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::InfoDesk => "info-desk",
            Self::Clerk => "clerk",
            Self::Lead => "lead",
        }
    }
}

/// A text that is no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no role")]
pub struct NoRole;

impl FromStr for Role {
    type Err = NoRole;

    fn from_str(text: &str) -> Result<Self, NoRole> {
        Self::IN_THE_HALL.into_iter().find(|role| role.word() == text).ok_or(NoRole)
    }
}

impl From<Role> for Actor {
    fn from(role: Role) -> Self {
        match role {
            Role::Clerk => Self::Clerk,
            Role::InfoDesk => Self::InfoDesk,
            Role::Lead => Self::Lead,
            Role::Kiosk => Self::Kiosk,
        }
    }
}

/// Where a role holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At every office whose city has this issuer.
    Everywhere,
    /// At one office.
    At(OfficeId),
}

/// What somebody may do, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights(Vec<(Role, Place)>);

impl Rights {
    /// Most that is kept of one person's rights, so that they fit a cookie.
    const MOST: usize = 64;

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same and this one.
    fn add(&mut self, role: Role, place: Place) {
        let right = (role, place);
        if self.0.len() < Self::MOST && !self.0.contains(&right) {
            self.0.push(right);
        }
    }

    /// The role that somebody with these rights has at this office: that which
    /// may do most.
    #[must_use]
    pub fn at(&self, office: &OfficeId) -> Option<Role> {
        let here = |place: &Place| match place {
            Place::Everywhere => true,
            Place::At(there) => there == office,
        };
        self.0.iter().filter(|(_, place)| here(place)).map(|(role, _)| *role).max()
    }

    /// One right, for somebody who has none where they ask.
    #[must_use]
    pub fn elsewhere(&self) -> Option<(Role, &OfficeId)> {
        self.0.iter().find_map(|(role, place)| match place {
            Place::Everywhere => None,
            Place::At(office) => Some((*role, office)),
        })
    }

    /// As a text without blanks, quotes and semicolons: `lead@mitte+clerk@*`.
    #[must_use]
    pub fn to_text(&self) -> String {
        let right = |(role, place): &(Role, Place)| match place {
            Place::Everywhere => format!("{}@*", role.word()),
            Place::At(office) => format!("{}@{office}", role.word()),
        };
        self.0.iter().map(right).collect::<Vec<_>>().join("+")
    }

    /// What [`Rights::to_text`] has written.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut rights = Self::default();
        for right in text.split('+').filter(|right| !right.is_empty()) {
            let (role, place) = right.split_once('@')?;
            let place =
                if place == "*" { Place::Everywhere } else { Place::At(place.parse().ok()?) };
            rights.add(role.parse().ok()?, place);
        }
        Some(rights)
    }
}

/// The issuer of the identities of a city's staff, and how to read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffIssuer {
    /// Its name: the `iss` of its tokens, below which its description is found.
    pub issuer: String,
    /// As what these pages are known to it: the `aud` of what people sign in with.
    pub client_id: String,
    /// The `aud` of the tokens that programs show.
    pub audience: String,
    /// What is asked of it, so that its tokens have the claims below.
    pub scope: String,
    /// The claim that names a role outright.
    pub role_claim: String,
    /// The claim that names the offices where that role holds.
    pub office_claim: String,
    /// The claim whose values are looked up in `rights`, such as groups.
    pub rights_claim: String,
    /// What a value of that claim stands for.
    pub rights: Vec<Entitlement>,
}

/// What one value of a claim stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitlement {
    /// The value, such as the name or id of a group.
    pub value: String,
    /// The role it gives.
    pub role: Role,
    /// Where; everywhere if there are none.
    pub offices: Vec<OfficeId>,
}

impl StaffIssuer {
    /// What somebody may do of whom the issuer says this; `claim` has the values
    /// of the claim of this name.
    #[must_use]
    pub fn rights(&self, claim: impl Fn(&str) -> Vec<String>) -> Rights {
        let mut rights = Rights::default();
        let offices = claim(&self.office_claim);
        for role in claim(&self.role_claim).iter().filter_map(|role| role.parse().ok()) {
            for office in offices.iter().filter_map(|office| office.parse().ok()) {
                rights.add(role, Place::At(office));
            }
        }
        let values = claim(&self.rights_claim);
        for Entitlement { value, role, offices } in &self.rights {
            if !values.contains(value) {
                continue;
            }
            if offices.is_empty() {
                rights.add(*role, Place::Everywhere);
            }
            for office in offices {
                rights.add(*role, Place::At(office.clone()));
            }
        }
        rights
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer() -> StaffIssuer {
        let entitlement = |value: &str, role, offices: &[&str]| Entitlement {
            value: value.to_owned(),
            role,
            offices: offices.iter().map(|office| office.parse().unwrap()).collect(),
        };
        StaffIssuer {
            issuer: "https://login.example".to_owned(),
            client_id: "wertmarke".to_owned(),
            audience: "wertmarke".to_owned(),
            scope: "openid".to_owned(),
            role_claim: "role".to_owned(),
            office_claim: "office".to_owned(),
            rights_claim: "groups".to_owned(),
            rights: vec![
                entitlement("counter", Role::Clerk, &["mitte", "linden"]),
                entitlement("boss", Role::Lead, &["mitte"]),
                entitlement("department", Role::Lead, &[]),
            ],
        }
    }

    fn rights(claims: &[(&str, &[&str])]) -> Rights {
        issuer().rights(|name| {
            let found = claims.iter().filter(|(claim, _)| *claim == name);
            found.flat_map(|(_, values)| values.iter().map(|v| (*v).to_owned())).collect()
        })
    }

    fn at(rights: &Rights, office: &str) -> Option<Role> {
        rights.at(&office.parse().unwrap())
    }

    #[test]
    fn a_group_gives_its_role_where_the_file_says_and_nowhere_else() {
        let clerk = rights(&[("groups", &["counter", "canteen"])]);
        assert_eq!((at(&clerk, "linden"), at(&clerk, "weitmar")), (Some(Role::Clerk), None));
        let boss = rights(&[("groups", &["boss", "counter"])]);
        assert_eq!(
            (at(&boss, "mitte"), at(&boss, "linden")),
            (Some(Role::Lead), Some(Role::Clerk))
        );
        let department = rights(&[("groups", &["department"])]);
        assert_eq!(at(&department, "anywhere"), Some(Role::Lead));
        assert_eq!(department.elsewhere(), None);
    }

    #[test]
    fn a_role_named_outright_holds_at_the_offices_named_with_it() {
        let both = rights(&[("role", &["info-desk"]), ("office", &["mitte", "linden"])]);
        assert_eq!(at(&both, "linden"), Some(Role::InfoDesk));
        assert_eq!(both.elsewhere(), Some((Role::InfoDesk, &"mitte".parse().unwrap())));
        for nothing in [
            rights(&[("role", &["clerk"])]),
            rights(&[("office", &["mitte"])]),
            rights(&[("role", &["root"]), ("office", &["mitte"])]),
            rights(&[("role", &["clerk"]), ("office", &["*"])]),
            rights(&[("groups", &["role", "Counter"])]),
        ] {
            assert!(nothing.is_empty(), "{nothing:?}");
        }
    }

    #[test]
    fn rights_can_be_written_down_and_read_again() {
        let all = rights(&[("groups", &["boss", "counter", "department"])]);
        assert_eq!(all.to_text(), "clerk@mitte+clerk@linden+lead@mitte+lead@*");
        assert_eq!(Rights::from_text(&all.to_text()), Some(all));
        assert_eq!(Rights::from_text(""), Some(Rights::default()));
        for wrong in ["root@mitte", "clerk", "clerk@Mitte", "clerk@mitte lead@*"] {
            assert_eq!(Rights::from_text(wrong), None, "{wrong}");
        }
    }
}
