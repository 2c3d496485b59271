//! The frame of every page.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

/// A page: a title and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    title: String,
    main: String,
    refresh_s: Option<u32>,
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Layout<'a> {
    title: &'a str,
    main: &'a str,
    refresh_s: Option<u32>,
}

impl Page {
    /// A page with this title, whose main part is `main`.
    pub fn new(title: impl Into<String>, main: &impl Template) -> Self {
        // A template of ours fails only when memory does.
        Self { title: title.into(), main: main.render().unwrap_or_default(), refresh_s: None }
    }

    /// The same page, loaded anew by the browser after so many seconds.
    #[must_use]
    pub fn refreshed_every(mut self, seconds: u32) -> Self {
        self.refresh_s = Some(seconds);
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let Self { title, main, refresh_s } = &self;
        let layout = Layout { title, main, refresh_s: *refresh_s };
        Html(layout.render().unwrap_or_default()).into_response()
    }
}

/// Text for use inside HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html)
        .map(|escaped| escaped.to_string())
        .unwrap_or_default()
}

/// A file that pages need besides themselves.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Its media type.
    pub kind: &'static str,
    /// What is in it.
    pub text: &'static str,
}

/// The file of this name, if there is one.
#[must_use]
pub fn asset(name: &str) -> Option<Asset> {
    match name {
        "wertmarke.css" => Some(Asset {
            kind: "text/css; charset=utf-8",
            text: include_str!("../assets/wertmarke.css"),
        }),
        _ => None,
    }
}
