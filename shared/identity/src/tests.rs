use serde_json::json;

use crate::{Claims, IdentityError, Issuers};

#[test]
fn a_claim_is_one_text_or_a_list_and_may_lie_deep() {
    let claims = Claims(json!({
        "role": "clerk",
        "groups": ["a", "b", 7, null],
        "realm_access": { "roles": ["c"] },
        "https://example.org/roles": ["d"],
        "nothing": {},
    }));
    assert_eq!(claims.values("role"), ["clerk"]);
    assert_eq!(claims.values("groups"), ["a", "b"]);
    assert_eq!(claims.values("realm_access.roles"), ["c"]);
    assert_eq!(claims.values("https://example.org/roles"), ["d"]);
    for none in ["nothing", "realm_access", "realm_access.groups", "role.of", ""] {
        assert!(claims.values(none).is_empty(), "{none}");
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused_before_anybody_is_asked() {
    let staff = domain::staff::StaffIssuer {
        // Nobody listens there, and nobody needs to.
        issuer: "http://127.0.0.1:9".to_owned(),
        client_id: "wertmarke".to_owned(),
        audience: "wertmarke".to_owned(),
        scope: "openid".to_owned(),
        role_claim: "role".to_owned(),
        office_claim: "office".to_owned(),
        rights_claim: "groups".to_owned(),
        rights: Vec::new(),
    };
    // Nothing at all; `alg` none; HS256, for which a public key would do as the secret.
    for token in ["", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.e30.AA"] {
        let refused = Issuers::default().claims(&staff, "wertmarke", token).await.unwrap_err();
        assert!(matches!(refused, IdentityError::Refused(_)), "{token}: {refused}");
    }
    let asked = Issuers::default().claims(&staff, "wertmarke", "eyJhbGciOiJSUzI1NiJ9.e30.AA").await;
    assert!(asked.unwrap_err().is_outage());
}
