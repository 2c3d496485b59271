//! What the template says about the routes is what the functions serve.

use std::path::Path;

use local_dev::house;
use tests::template::{self, BEGIN, END, Route};

#[test]
fn the_template_sends_every_route_to_the_function_that_serves_it() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/template.yaml");
    let text = std::fs::read_to_string(&file).expect("there is a template");
    let (before, rest) = text.split_once(BEGIN).expect("the written part begins");
    let (committed, after) = rest.split_once(END).expect("the written part ends");
    let written = template::written();
    if std::env::var_os("UPDATE_TEMPLATE").is_some() {
        let whole = [before, BEGIN, &written, END, after].concat();
        return std::fs::write(&file, whole).expect("the file can be written");
    }
    assert!(
        committed == written,
        "the template's routes are not those of the functions; write them anew with\n  \
         UPDATE_TEMPLATE=1 ./tests/run template"
    );
}

#[test]
fn who_follows_the_stream_is_woken_by_what_wakes_it_in_the_city() {
    let text = include_str!("../../../infra/template.yaml");
    for filter in [house::MAIL_FILTER, house::HISTORY_FILTER] {
        assert!(text.contains(&format!("- Pattern: '{filter}'\n")), "{filter}");
    }
}

#[test]
fn what_is_behind_a_token_and_what_is_limited() {
    let routes = Route::all();
    let find = |key: &str| routes.iter().find(|route| route.key == key).expect(key);
    let next = find("POST /offices/{office}/counters/{counter}/next");
    assert_eq!((next.asks_who(), next.limit()), (true, None));
    let draw = find("POST /offices/{office}/tickets");
    assert_eq!((draw.asks_who(), draw.limit()), (true, None));
    assert!(!find("GET /offices/{office}/calls").asks_who());
    assert_eq!(find("POST /offices/{office}/bookings").limit(), Some("WriteRate"));
    assert_eq!(find("POST /tickets/{secret}/leave").limit(), Some("WriteRate"));
    assert_eq!(find("GET /offices/{office}/calls").limit(), Some("PollRate"));
    assert_eq!(find("GET /offices").limit(), None);
}
