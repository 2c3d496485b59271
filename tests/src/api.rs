//! The description of the whole API, made of what the functions publish.

use std::collections::BTreeMap;

use local_dev::house;
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

/// One description of all functions behind the gateway.
///
/// # Panics
///
/// When two functions describe different things by one name.
#[must_use]
pub fn description() -> OpenApi {
    let mut schemas = BTreeMap::new();
    let info = InfoBuilder::new().title("Wertmarke").version(env!("CARGO_PKG_VERSION"));
    let mut whole = OpenApiBuilder::new().info(info.build()).build();
    for (function, routes) in house::published() {
        let api = routes.get_openapi().clone();
        for (name, schema) in api.components.iter().flat_map(|components| &components.schemas) {
            let (first, known) =
                schemas.entry(name.clone()).or_insert_with(|| (function, schema.clone()));
            assert!(known == schema, "`{first}` and `{function}` mean different things by {name}");
        }
        whole.merge(api);
    }
    whole
}

/// The description as it stands in the repository.
#[must_use]
pub fn text() -> String {
    let mut json = serde_json::to_value(description()).expect("a description is JSON");
    json.sort_all_objects();
    format!("{json:#}\n")
}
