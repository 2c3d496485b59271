//! Through which page somebody acts.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use domain::{ids::OfficeId, queue::Actor};
use http::{Uri, request::Parts};

use crate::{Look, paths};

/// Through which page somebody acts: the `via` of a form's address. It steers
/// only where the browser is sent afterwards and how a page is drawn; it gives
/// no rights.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Via {
    /// The pages for everybody.
    #[default]
    Web,
    /// The kiosk: it has to be ready for the next person.
    Kiosk,
    /// The info desk, which acts for somebody who stands there.
    Desk,
}

impl Via {
    /// What the query of this address says.
    pub(crate) fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        match query.split('&').find_map(|pair| pair.strip_prefix("via=")) {
            Some("kiosk") => Self::Kiosk,
            Some("desk") => Self::Desk,
            _ => Self::Web,
        }
    }

    /// This path, with what is needed to stay on the same way.
    #[must_use]
    pub fn on(self, path: impl Into<String>) -> String {
        let path = path.into();
        match self {
            Self::Web => path,
            Self::Kiosk => paths::with(path, "via", "kiosk"),
            Self::Desk => paths::with(path, "via", "desk"),
        }
    }

    /// Where this way begins and ends.
    #[must_use]
    pub fn home(self, office: &OfficeId) -> String {
        match self {
            Self::Web => paths::office(office),
            Self::Kiosk => paths::kiosk(office),
            Self::Desk => paths::desk(office),
        }
    }

    /// How pages on this way are drawn.
    #[must_use]
    pub const fn look(self) -> Look {
        match self {
            Self::Web => Look::Citizen,
            Self::Kiosk => Look::Kiosk,
            Self::Desk => Look::Staff,
        }
    }

    /// Whether a member of staff acts for somebody who stands there.
    #[must_use]
    pub const fn is_desk(self) -> bool {
        matches!(self, Self::Desk)
    }
}

/// Who sits before these pages.
impl From<Via> for Actor {
    fn from(via: Via) -> Self {
        match via {
            Via::Web => Self::Citizen,
            Via::Kiosk => Self::Kiosk,
            Via::Desk => Self::InfoDesk,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Via {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_kept_from_page_to_page() {
        for via in [Via::Web, Via::Kiosk, Via::Desk] {
            for path in ["/offices/mitte/slots", "/offices/mitte/slots?service=pass"] {
                let uri: Uri = via.on(path).parse().unwrap();
                assert_eq!(Via::of(&uri), via, "{uri}");
            }
        }
    }
}
