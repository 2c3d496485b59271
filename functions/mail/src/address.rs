//! Addresses as mail servers take them.

/// The address with its domain in ASCII, as mail servers without
/// internationalised addresses need it. A name before the `@` that is not
/// ASCII stays, and the mail service will refuse it.
pub(crate) fn ascii(address: &str) -> String {
    let Some((user, domain)) = address.rsplit_once('@') else { return address.to_owned() };
    match idna::domain_to_ascii(domain) {
        Ok(domain) => format!("{user}@{domain}"),
        Err(_) => address.to_owned(),
    }
}

/// The domain of an address, in ASCII.
pub(crate) fn domain(address: &str) -> String {
    let address = ascii(address);
    address.rsplit_once('@').map_or(address.as_str(), |(_, domain)| domain).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_with_an_umlaut_becomes_ascii() {
        assert_eq!(ascii("erika@stadt-köln.de"), "erika@xn--stadt-kln-67a.de");
        assert_eq!(domain("erika@stadt-köln.de"), "xn--stadt-kln-67a.de");
        assert_eq!(ascii("erika@example.org"), "erika@example.org");
    }
}
