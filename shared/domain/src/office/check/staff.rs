//! Who says what a member of staff may do.

use toml::Spanned;

use super::plain::{text, url};
use crate::{
    office::{
        Refusal,
        file::{RightFile, StaffFile},
        refusal::Fault,
    },
    staff::{Entitlement, Role, StaffIssuer},
};

pub(super) fn issuer(file: &StaffFile) -> Result<StaffIssuer, Fault> {
    let client_id = text("client_id", &file.client_id)?;
    let or = |key, value: &Option<Spanned<String>>, otherwise: &str| {
        value.as_ref().map_or_else(|| Ok(otherwise.to_owned()), |value| text(key, value))
    };
    Ok(StaffIssuer {
        issuer: url(&file.issuer)?,
        audience: or("audience", &file.audience, &client_id)?,
        client_id,
        scope: or("scope", &file.scope, "openid")?,
        role_claim: or("role_claim", &file.role_claim, "role")?,
        office_claim: or("office_claim", &file.office_claim, "office")?,
        rights_claim: or("rights_claim", &file.rights_claim, "groups")?,
        rights: file.rights.iter().map(entitlement).collect::<Result<_, _>>()?,
    })
}

fn entitlement(file: &RightFile) -> Result<Entitlement, Fault> {
    let word = file.role.get_ref();
    // A kiosk is a device: nobody signs in as one.
    let roles = [Role::InfoDesk, Role::Clerk, Role::Lead];
    let role = roles.into_iter().find(|role| role.word() == word).ok_or_else(|| {
        let allowed = roles.iter().map(|role| role.word().to_owned()).collect();
        let text = word.clone();
        Fault::at(file.role.span(), Refusal::UnknownWord { what: "role", text, allowed })
    })?;
    let offices = file.offices.as_ref().map(|offices| {
        if offices.get_ref().is_empty() {
            let remedy = "name offices, or leave it out for all offices of the city";
            return Err(Fault::at(offices.span(), Refusal::Empty { key: "offices", remedy }));
        }
        Ok(offices.get_ref().clone())
    });
    Ok(Entitlement {
        value: text("value", &file.value)?,
        role,
        offices: offices.transpose()?.unwrap_or_default(),
    })
}
