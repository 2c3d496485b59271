//! From routes to a running Lambda function.

use askama::Template;
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::office::Office;
use http::{HeaderValue, Method, Uri, header};
use texts::text;

use crate::{
    App, Look, Page, Problem, Reply, Routes, Via, Wants, Words, access::is_signed_in,
    idempotency::fresh_key, language::office_of, paths, problem::Repeat, session::looking_at,
    ways::Way,
};

/// How long a kiosk shows what went wrong, in seconds.
const KIOSK_S: u32 = 30;

/// Serves a function's routes as a Lambda function behind an API Gateway HTTP
/// API, until the environment is taken away.
///
/// # Errors
///
/// When a setting is missing, or the runtime's own interface fails.
pub async fn serve(routes: Routes) -> Result<(), lambda_http::Error> {
    init_logs();
    let app = App::from_env().await?;
    lambda_http::run(mount(routes, app)).await
}

/// Starts the log: JSON lines, one event each, no persons.
pub fn init_logs() {
    lambda_http::tracing::init_default_subscriber();
}

/// The routes as a service, with what all answers have in common.
pub fn mount(routes: Routes, app: App) -> Router {
    axum::Router::from(routes)
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async {
            Problem::new(
                http::StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                text!("method-not-allowed"),
                text!("method-not-allowed-then"),
            )
        })
        .layer(axum::middleware::from_fn_with_state(app.clone(), dress))
        .with_state(app)
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    words: &'a Words,
    problem: &'a Problem,
    back: &'a Way,
    via: Via,
    key: String,
}

impl ProblemPage<'_> {
    /// Where somebody whose appointment is elsewhere can wait all the same:
    /// the address, the booking given up for it, the wait.
    fn wait_here(&self) -> Option<(String, &str, &str)> {
        let offer = self.problem.more("wait_here")?;
        let part = |name: &str| offer.get(name)?.as_str();
        Some((self.words.on(self.via.on(part("action")?)), part("instead_of")?, part("wait")?))
    }

    /// What the form that was refused has to work on before it is sent once more.
    fn work(&self) -> Option<(&Repeat, &str, u64)> {
        let work = self.problem.more("work")?;
        let repeat = self.problem.repeat()?;
        Some((repeat, work.get("challenge")?.as_str()?, work.get("bits")?.as_u64()?))
    }

    /// Other starts that are booked with what was already given: the form, the first
    /// links with the start that each stands for, and the links that are left.
    fn instead(&self) -> (Option<&Repeat>, Vec<(&Way, &str)>, &[Way]) {
        let ways = self.problem.ways();
        let near = self
            .problem
            .more("nearest")
            .and_then(|near| near.as_array())
            .filter(|near| !near.is_empty());
        let (Some(repeat), Some(near)) = (self.problem.repeat(), near) else {
            return (None, Vec::new(), ways);
        };
        let (first, rest) = ways.split_at(near.len().min(ways.len()));
        let starts = near.iter().filter_map(|start| start.as_str());
        (Some(repeat), first.iter().zip(starts).collect(), rest)
    }

    fn is_kiosk(&self) -> bool {
        self.via == Via::Kiosk
    }

    fn move_booking(&self) -> Option<String> {
        let path = self.problem.more("links")?.get("move")?.as_str()?;
        Some(self.words.on(path))
    }
}

/// The page of a problem, drawn for whoever asked, in the frame of the office if there is one.
fn problem_page(problem: &Problem, words: &Words, uri: &Uri, office: Option<&Office>) -> Page {
    let back = Way::back(uri);
    let via = Via::of(uri);
    let page = ProblemPage { words, problem, back: &back, via, key: fresh_key() };
    let page = Page::new(problem.title().clone(), &page).said_in(words);
    let page = office.into_iter().fold(page, Page::of_office);
    match via {
        _ if ["/counters/", "/closures", "/desk", "/today"]
            .iter()
            .any(|staff| back.href.contains(staff)) =>
        {
            page.drawn_for(Look::Staff)
        }
        Via::Web | Via::Desk => page.drawn_for(via.look()),
        Via::Kiosk => page.drawn_for(Look::Kiosk).followed_by(back.href, KIOSK_S),
    }
}

/// Answers a request. Who only looks is answered once more by the configuration
/// in force, where the one that this function still had in memory was too old.
/// Who acts is asked to look again first: what was chosen may be gone.
async fn answer(app: &App, request: Request<Body>, next: Next) -> (Response, Option<Problem>) {
    let (parts, body) = request.into_parts();
    let again = (parts.method == Method::GET).then(|| (parts.clone(), next.clone()));
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let problem = response.extensions_mut().remove::<Problem>();
    let is_stale = problem.as_ref().is_some_and(|p| p.code() == Problem::PLAN_CHANGED);
    if is_stale {
        app.forget_offices();
    }
    let Some((parts, next)) = again.filter(|_| is_stale) else { return (response, problem) };
    let mut response = next.run(Request::from_parts(parts, Body::empty())).await;
    let problem = response.extensions_mut().remove::<Problem>();
    (response, problem)
}

/// The page somebody wants, or the one from which they pressed.
enum Here {
    Shown(String),
    Before(String),
}

impl Here {
    fn page(&self) -> &str {
        match self {
            Self::Shown(page) | Self::Before(page) => page,
        }
    }
}

/// A problem as a person is shown it. Who has to sign in is led there at once, and
/// from there back; a command that came too late is not carried out afterwards.
fn shown(app: &App, mut problem: Problem, words: &Words, uri: &Uri, here: &Here) -> Response {
    let office = office_of(uri).and_then(|name| name.parse().ok());
    let known = office.as_ref().and_then(|office| app.in_memory(office));
    let words =
        &known.as_ref().map_or_else(|| words.clone(), |known| words.clone().at(&known.office));
    if problem.code() == Problem::SIGN_IN_NEEDED && office.is_some_and(|it| app.has_accounts(&it)) {
        let sign_in = paths::sign_in(here.page());
        if let Here::Shown(_) = here {
            return Reply::personal(Redirect::to(&sign_in).into_response());
        }
        problem = problem.leading_to("Anmelden", sign_in);
    }
    Reply::personal(
        (
            problem.status(),
            problem_page(&problem, words, uri, known.as_ref().map(|known| &*known.office)),
        )
            .into_response(),
    )
}

/// Adds the headers every answer has, and turns a problem into a page where a
/// browser shows it to a person. Programs always get `problem+json`.
async fn dress(State(app): State<App>, request: Request<Body>, next: Next) -> Response {
    let headers = request.headers();
    let browser = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate")
        || headers
            .get(header::USER_AGENT)
            .and_then(|agent| agent.to_str().ok())
            .is_some_and(|agent| agent.starts_with("Mozilla/"));
    let page = browser && Wants::of(headers) == Wants::Page;
    let shows = headers.contains_key(header::AUTHORIZATION) || headers.contains_key(header::COOKIE);
    let words = Words::of(request.method(), request.uri(), headers);
    let uri = request.uri().clone();
    let here = match (request.method(), uri.path_and_query()) {
        (&Method::GET, Some(here)) => Here::Shown(here.to_string()),
        _ => Here::Before(Way::back(&uri).href),
    };
    let signed_in = is_signed_in(request.extensions());
    let answered = async {
        match answer(&app, request, next).await {
            (_, Some(problem)) if page => shown(&app, problem, &words, &uri, &here),
            (_, Some(problem)) => problem.said_in(words.lang()),
            (response, None) => response,
        }
    };
    let mut response = looking_at(here.page().to_owned(), signed_in, answered).await;
    // Wherever a command leads in this house, it is read in the language that was chosen.
    let leads_to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    let inside = leads_to.filter(|to| to.starts_with('/')).map(|to| words.on(to));
    if let Some(to) = inside.and_then(|to| to.try_into().ok()) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    if shows {
        // Who shows who they are may have got what others must not find in a cache.
        let kept = response.headers_mut().entry(header::CACHE_CONTROL);
        kept.or_insert(HeaderValue::from_static("no-store"));
    }
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        // Browsers heed it over HTTPS alone.
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
             img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'self'",
        ),
    ];
    for (name, value) in fixed {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
