//! The functions as real Lambda binaries, run by `cargo lambda watch`.

use std::ffi::{OsStr, OsString};
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use crate::backend::CargoLambda;
use crate::city::Ground;
use crate::signals::Signals;
use crate::supervisor::Supervised;

/// What it takes to run the functions as binaries.
#[derive(Debug, Clone)]
pub struct Workshop {
    /// The workspace with the functions.
    pub workspace: PathBuf,
    /// The program `cargo-lambda`.
    pub cargo_lambda: OsString,
    /// This binary, which supervises what it starts.
    pub city: PathBuf,
    /// How many requests a function serves at once.
    pub concurrency: usize,
    /// The functions' environment.
    pub environment: Vec<(String, String)>,
}

/// The environment in which functions find the city instead of AWS.
#[must_use]
pub fn environment(ground: &Ground, log_level: &str) -> Vec<(String, String)> {
    [
        ("AWS_ENDPOINT_URL_DYNAMODB", ground.database.endpoint()),
        ("AWS_ENDPOINT_URL_SESV2", ground.ses.endpoint()),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        ("AWS_LAMBDA_LOG_LEVEL", log_level),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// Why the functions do not run.
#[derive(Debug, thiserror::Error)]
pub enum LambdaError {
    /// A program cannot be started.
    #[error("`{program}` cannot be started")]
    Start {
        /// The program.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// The functions do not compile.
    #[error("the functions do not compile")]
    Build,
    /// The city was asked to end while they were compiled.
    #[error("it was asked to end")]
    Interrupted,
}

/// Without this, cargo-lambda announces every instance of every function, and
/// calls it an error when they end. Set `RUST_LOG` to see all of it.
const QUIET: &str = "warn,watchexec=off,cargo_lambda_watch::watcher=off";

/// The running functions.
#[derive(Debug)]
pub struct Running {
    /// Where they are invoked.
    pub endpoint: CargoLambda,
    /// Their process.
    pub process: Supervised,
}

impl Workshop {
    /// Compiles all functions, so that their first requests are quick.
    ///
    /// # Errors
    ///
    /// [`LambdaError`] when they do not compile, or when the city is asked to
    /// end meanwhile.
    pub async fn build(&self, signals: &mut Signals) -> Result<(), LambdaError> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build =
            self.start(&cargo, &["build", "--locked", "--workspace", "--bins"], &self.environment)?;
        tokio::select! {
            status = build.ended() => match status {
                Ok(status) if status.success() => Ok(()),
                Ok(_) | Err(_) => Err(LambdaError::Build),
            },
            () = signals.asked_to_end() => {
                build.end().await;
                Err(LambdaError::Interrupted)
            }
        }
    }

    /// Runs all functions and compiles them again whenever their source changes.
    ///
    /// # Errors
    ///
    /// [`LambdaError`] when cargo-lambda cannot be started.
    pub fn watch(&self) -> Result<Running, LambdaError> {
        let start = |source| LambdaError::Start { program: "cargo-lambda".to_owned(), source };
        let mut quiet = self.environment.clone();
        if std::env::var_os("RUST_LOG").is_none() {
            quiet.push(("RUST_LOG".to_owned(), QUIET.to_owned()));
        }
        let port = free_port().map_err(start)?.to_string();
        let concurrency = self.concurrency.to_string();
        let process = self.start(
            &self.cargo_lambda,
            &[
                "lambda",
                "watch",
                "--invoke-address=127.0.0.1",
                "--invoke-port",
                &port,
                "--concurrency",
                &concurrency,
                "--disable-cors",
                "--locked",
                "--quiet",
            ],
            &quiet,
        )?;
        let endpoint = CargoLambda::at(&format!("http://127.0.0.1:{port}"));
        Ok(Running { endpoint, process })
    }

    fn start(
        &self,
        program: &OsStr,
        arguments: &[&str],
        environment: &[(String, String)],
    ) -> Result<Supervised, LambdaError> {
        let arguments: Vec<_> = arguments.iter().map(OsString::from).collect();
        let folder: &Path = &self.workspace;
        let started = Supervised::start(&self.city, program, &arguments, folder, environment);
        started.map_err(|source| LambdaError::Start {
            program: program.to_string_lossy().into_owned(),
            source,
        })
    }
}

/// A port that nobody uses right now.
///
/// # Errors
///
/// When the machine has none.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
