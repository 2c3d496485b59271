//! The local city as a process of its own, which can be asked to end or killed.

use std::{
    ffi::OsString,
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use http::Method;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::{Answer, Client};

/// A running city.
#[derive(Debug)]
pub struct CityProcess {
    child: Child,
    url: String,
    output: PathBuf,
    /// For requests to it.
    pub client: Client,
}

/// Builds the programs of this workspace; at once when nothing has changed.
#[expect(clippy::disallowed_methods, reason = "where cargo is, is no setting of a function")]
fn build() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let built = Command::new(cargo)
        .args([
            "build",
            "--quiet",
            "--locked",
            "--workspace",
            "--bins",
            "--manifest-path",
            manifest,
        ])
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the programs do not compile");
}

/// The program that stands beside the tests.
fn program() -> PathBuf {
    let tests = std::env::current_exe().expect("a test has a path");
    // target/debug/deps/city-0123 and target/debug/city
    tests.ancestors().nth(2).expect("a target folder").join("city")
}

impl CityProcess {
    /// Opens a city on a free port with its data in `folder`, and waits until
    /// every function has answered.
    pub async fn open(folder: &Path, arguments: &[&str], environment: &[(&str, OsString)]) -> Self {
        build();
        Self::start(&program(), folder, arguments, environment).await
    }

    /// The same with another program than that of this workspace.
    pub async fn start(
        program: &Path,
        folder: &Path,
        arguments: &[&str],
        environment: &[(&str, OsString)],
    ) -> Self {
        let output = folder.join(format!("output-{}", web::fresh_key()));
        let file = File::create(&output).expect("the folder can be written");
        let child = Command::new(program)
            .args(["--port", "0", "--data"])
            .arg(folder.join("city"))
            .args(arguments)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .env_remove("RUST_LOG")
            .stderr(file.try_clone().expect("a file"))
            .stdout(Stdio::from(file))
            .spawn()
            .expect("the city starts");
        let mut city = Self { child, url: String::new(), output, client: Client::default() };
        let deadline = Instant::now() + Duration::from_mins(20);
        loop {
            if city.url.is_empty() {
                city.url = address(&city.output()).unwrap_or_default();
            } else if let Ok(health) = city.try_send(Method::GET, "/_city/health", &[], "").await
                && health.status == 200
            {
                return city;
            }
            let ended = city.child.try_wait().expect("a child");
            assert!(ended.is_none(), "the city has ended: {}", city.output());
            assert!(Instant::now() < deadline, "the city does not open: {}", city.output());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Everything it has said and logged so far.
    #[must_use]
    pub fn output(&self) -> String {
        std::fs::read_to_string(&self.output).unwrap_or_default()
    }

    /// Sends a request; `Err` when the city is gone.
    ///
    /// # Errors
    ///
    /// When there was no answer.
    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
        let url = format!("{}{path}", self.url);
        self.client.try_send(method, &url, headers, body.to_owned()).await
    }

    /// Asks for a path.
    pub async fn get(&self, path: &str) -> Answer {
        self.try_send(Method::GET, path, &[], "").await.expect("the city answers")
    }

    /// Posts JSON with a key of its own.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        let key = web::fresh_key();
        let headers = [("content-type", "application/json"), ("idempotency-key", &*key)];
        let answer = self.try_send(Method::POST, path, &headers, &body.to_string()).await;
        answer.expect("the city answers")
    }

    /// Sets the clock.
    pub async fn at(&self, now: &str) {
        let body = json!({ "now": now }).to_string();
        let set = self.try_send(Method::PUT, "/_city/clock", &[], &body).await;
        set.expect("the city answers").ok(200);
    }

    /// All mails so far; waits for at least `count`.
    pub async fn mails(&self, count: usize) -> Vec<Value> {
        self.mails_once(|mails| mails.len() >= count).await
    }

    /// How many mails carry the link with this secret; waits for the first.
    pub async fn mails_about(&self, secret: &str) -> usize {
        let about = |mails: &[Value]| {
            let text = |mail: &Value| mail["text"].as_str().unwrap_or_default().to_owned();
            mails.iter().filter(|mail| text(mail).contains(secret)).count()
        };
        about(&self.mails_once(|mails| about(mails) > 0).await)
    }

    /// All mails, once they are as they should be.
    async fn mails_once(&self, enough: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let deadline = Instant::now() + crate::PATIENCE;
        loop {
            let mails = self.get("/_city/mails").await.ok(200);
            let mails = mails["mails"].as_array().expect("a list").clone();
            if enough(&mails) {
                return mails;
            }
            assert!(Instant::now() < deadline, "{} mails, and not the one", mails.len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Which process it is.
    #[must_use]
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Asks it to end, as Ctrl-C does, and waits until it has.
    #[must_use]
    pub fn close(mut self) -> String {
        kill_process(self.pid(), Signal::INT).expect("it runs");
        assert!(self.child.wait().expect("it has ended").success(), "{}", self.output());
        self.output()
    }
}

impl Drop for CityProcess {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // A test has failed; the supervisor ends what the city started.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn address(output: &str) -> Option<String> {
    let from = output.find("http://127.0.0.1:")?;
    let rest = &output[from..];
    let end = rest["http://127.0.0.1:".len()..].find(|c: char| !c.is_ascii_digit())?;
    Some(rest[.."http://127.0.0.1:".len() + end].to_owned())
}
