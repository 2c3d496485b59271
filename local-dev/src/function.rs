//! The functions of the city and the way from a path to one of them.

use std::collections::BTreeMap;

use http::Method;
use utoipa::openapi::path::PathItem;
use web::{App, Routes};

/// One deployed function: its name, its routes, and its router for calls in
/// process.
#[derive(Debug, Clone)]
pub struct Function {
    /// The name of its binary, which is its name for cargo-lambda.
    pub name: &'static str,
    /// What the gateway sends to it: method and path template.
    pub routes: Vec<(Method, String)>,
    /// The same router that the binary serves.
    pub service: axum::Router,
}

impl Function {
    /// Mounts a function; its routes are those it publishes in its API description.
    #[must_use]
    pub fn new(name: &'static str, published: Routes, app: &App) -> Self {
        let routes = Self::published(&published);
        Self { name, routes, service: web::mount(published, app.clone()) }
    }

    /// The routes of an API description: method and path template.
    #[must_use]
    pub fn published(routes: &Routes) -> Vec<(Method, String)> {
        let paths = routes.get_openapi().paths.paths.iter();
        let each = paths.flat_map(|(path, item)| {
            methods(item).into_iter().map(move |method| (method, path.clone()))
        });
        each.collect()
    }
}

fn methods(item: &PathItem) -> Vec<Method> {
    [
        (&item.get, Method::GET),
        (&item.put, Method::PUT),
        (&item.post, Method::POST),
        (&item.delete, Method::DELETE),
        (&item.patch, Method::PATCH),
    ]
    .into_iter()
    .filter_map(|(operation, method)| operation.is_some().then_some(method))
    .collect()
}

/// Why the routes of the functions do not fit together.
#[derive(Debug, thiserror::Error)]
pub enum RouteError {
    /// Two functions want the same route.
    #[error("both `{first}` and `{second}` serve {method} {path}")]
    Twice {
        /// The function that came first.
        first: &'static str,
        /// The function that came second.
        second: &'static str,
        /// The method both want.
        method: Method,
        /// The path both want.
        path: String,
    },
    /// The path cannot be told from another one.
    #[error("the path `{path}` of `{function}` is ambiguous")]
    Path {
        /// The function with this path.
        function: &'static str,
        /// The path.
        path: String,
        /// What the router said about it.
        source: matchit::InsertError,
    },
}

/// The routes of all functions.
#[derive(Debug)]
pub struct RouteTable {
    functions: Vec<Function>,
    paths: matchit::Router<Path>,
}

#[derive(Debug)]
struct Path {
    template: String,
    functions: BTreeMap<String, usize>,
}

/// Where a request goes.
#[derive(Debug)]
pub enum Found<'a> {
    /// To this function.
    Function {
        /// The function.
        function: &'a Function,
        /// The matched path template.
        template: &'a str,
        /// The template's parameters, not decoded.
        parameters: Vec<(String, String)>,
    },
    /// The path exists, with other methods.
    OtherMethods(Vec<&'a str>),
    /// Nowhere.
    Nothing,
}

impl RouteTable {
    /// Brings the routes of all functions together.
    ///
    /// # Errors
    ///
    /// [`RouteError`] when two routes are in each other's way.
    pub fn new(functions: Vec<Function>) -> Result<Self, RouteError> {
        let mut templates: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
        for (index, function) in functions.iter().enumerate() {
            for (method, path) in &function.routes {
                let methods = templates.entry(path).or_default();
                if let Some(first) = methods.insert(method.to_string(), index) {
                    return Err(RouteError::Twice {
                        first: functions[first].name,
                        second: function.name,
                        method: method.clone(),
                        path: path.clone(),
                    });
                }
            }
        }
        let mut paths = matchit::Router::new();
        for (template, by_method) in templates {
            let function = by_method.values().next().map_or("", |index| functions[*index].name);
            let path = Path { template: template.to_owned(), functions: by_method };
            paths.insert(template, path).map_err(|source| RouteError::Path {
                function,
                path: template.to_owned(),
                source,
            })?;
        }
        Ok(Self { functions, paths })
    }

    /// All functions, in the order they were given.
    #[must_use]
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// Finds the function for a path as it was sent.
    #[must_use]
    pub fn find(&self, method: &Method, path: &str) -> Found<'_> {
        let Ok(found) = self.paths.at(path) else {
            return Found::Nothing;
        };
        let Some(index) = found.value.functions.get(method.as_str()) else {
            return Found::OtherMethods(found.value.functions.keys().map(String::as_str).collect());
        };
        let parameters = found.params.iter();
        Found::Function {
            function: &self.functions[*index],
            template: &found.value.template,
            parameters: parameters.map(|(name, value)| (name.into(), value.into())).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(name: &'static str, routes: &[(Method, &str)]) -> Function {
        let routes = routes.iter().map(|(method, path)| (method.clone(), (*path).to_owned()));
        Function { name, routes: routes.collect(), service: axum::Router::new() }
    }

    #[test]
    fn two_functions_share_a_path_by_method() {
        let table = RouteTable::new(vec![
            function("slots", &[(Method::GET, "/offices/{office}/bookings")]),
            function("booking", &[(Method::POST, "/offices/{office}/bookings")]),
        ])
        .unwrap();
        let Found::Function { function, template, parameters } =
            table.find(&Method::POST, "/offices/mitte/bookings")
        else {
            panic!("the route exists")
        };
        assert_eq!((function.name, template), ("booking", "/offices/{office}/bookings"));
        assert_eq!(parameters, [("office".to_owned(), "mitte".to_owned())]);
        assert!(matches!(table.find(&Method::GET, "/offices/mitte"), Found::Nothing));
        let Found::OtherMethods(methods) = table.find(&Method::DELETE, "/offices/mitte/bookings")
        else {
            panic!("the path exists")
        };
        assert_eq!(methods, ["GET", "POST"]);
    }

    #[test]
    fn routes_in_each_others_way_are_refused() {
        let twice = RouteTable::new(vec![
            function("a", &[(Method::GET, "/x")]),
            function("b", &[(Method::GET, "/x")]),
        ]);
        assert_eq!(twice.unwrap_err().to_string(), "both `a` and `b` serve GET /x");
        let ambiguous = RouteTable::new(vec![
            function("a", &[(Method::GET, "/x/{office}")]),
            function("b", &[(Method::POST, "/x/{counter}")]),
        ]);
        assert!(matches!(ambiguous, Err(RouteError::Path { .. })));
    }
}
