//! Every text exists in every language, and is used.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};

use crate::Lang;

/// The variables that a pattern names.
fn variables(pattern: &Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let inline = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                for variant in variants {
                    variables(&variant.value, into);
                }
                selector
            }
        };
        match inline {
            InlineExpression::VariableReference { id } => _ = into.insert(id.name.to_owned()),
            InlineExpression::StringLiteral { .. } => (),
            other => panic!("a text refers to {other:?}"),
        }
    }
}

/// Every key of a language with its variables.
fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for file in lang.files() {
        let resource = parser::parse(file)
            .unwrap_or_else(|(_, errors)| panic!("{} cannot be read: {errors:?}", lang.code()));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            assert!(message.attributes.is_empty(), "{} has attributes", message.id.name);
            let pattern = message.value.expect(message.id.name);
            let mut named = BTreeSet::new();
            variables(&pattern, &mut named);
            let name = message.id.name.to_owned();
            assert!(keys.insert(name, named).is_none(), "{} stands twice", message.id.name);
        }
    }
    keys
}

/// The sources and templates of everything that speaks.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![root.join("functions"), root.join("shared")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let kind = entry.extension().and_then(|kind| kind.to_str());
            if entry.is_dir() {
                folders.push(entry);
            } else if matches!(kind, Some("rs" | "html" | "txt")) && !entry.ends_with("tests.rs") {
                let text = fs::read_to_string(&entry).unwrap();
                sources.push((entry, text));
            }
        }
    }
    sources
}

/// What stands in quotation marks behind each `mark`.
fn after<'a>(source: &'a str, mark: &str) -> Vec<&'a str> {
    let parts = source.split(mark).skip(1);
    let quoted = parts.filter_map(|part| part.trim_start().strip_prefix('"')?.split('"').next());
    quoted.collect()
}

#[test]
fn every_language_has_the_same_keys_with_the_same_variables() {
    let german = keys(Lang::De);
    for lang in Lang::ALL {
        let own = keys(lang);
        for (key, variables) in &german {
            assert_eq!(own.get(key), Some(variables), "{key} in {}", lang.code());
        }
        for key in own.keys() {
            assert!(german.contains_key(key), "{key} is in {} alone", lang.code());
        }
    }
}

#[test]
fn every_key_that_is_named_exists() {
    let german = keys(Lang::De);
    for (path, source) in sources() {
        for key in ["say(", "text!(", ".page("].iter().flat_map(|mark| after(&source, mark)) {
            // The macro's own example.
            let is_example = path.ends_with("texts/src/text.rs");
            assert!(is_example || german.contains_key(key), "{} names {key}", path.display());
        }
    }
}

#[test]
fn no_key_is_left_over() {
    let sources = sources();
    for key in keys(Lang::De).keys() {
        let named = format!("\"{key}\"");
        assert!(sources.iter().any(|(_, text)| text.contains(&named)), "nobody says {key}");
    }
}

/// What pages say in JavaScript comes with the page, so that a script needs no
/// language of its own.
#[test]
fn what_is_counted_by_a_script_has_a_place_for_the_count() {
    for lang in Lang::ALL {
        assert!(crate::Text::of("office-found-many").said_in(lang).contains("{}"));
    }
}
