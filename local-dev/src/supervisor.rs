//! Child processes that never outlive the city, however it ends.
//!
//! The functions are grandchildren: cargo-lambda starts cargo, which starts
//! them, each in a session of its own. So the city does not start cargo-lambda
//! itself but a supervisor, which is the same binary in another role. All its
//! descendants inherit a mark in their environment. The supervisor waits for
//! the end of a pipe that the city holds open. The kernel closes that pipe even
//! when the city is killed; then the supervisor ends whoever bears the mark.
//! Being in a session of its own also keeps a Ctrl-C in the terminal away from
//! it: what it started is to end after the city, not with it.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::fd::AsFd as _;
use std::path::Path;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, getpid, kill_process, setsid};
use tokio::io::AsyncReadExt as _;
use tokio::net::unix::pipe;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};
use ulid::Ulid;

use crate::signals::Signals;

/// How long processes have to end by themselves.
const GRACE: Duration = Duration::from_secs(3);

/// A command under supervision.
#[derive(Debug)]
pub struct Supervised {
    supervisor: Child,
    mark: String,
}

impl Supervised {
    /// Starts a command under a supervisor, which is `city` (see [`role`]).
    ///
    /// # Errors
    ///
    /// When the supervisor does not start.
    pub fn start(
        city: &Path,
        program: &OsStr,
        arguments: &[OsString],
        folder: &Path,
        environment: &[(String, String)],
    ) -> io::Result<Self> {
        let mark = Ulid::generate().to_string();
        let supervisor = Command::new(city)
            .arg(ROLE)
            .arg(program)
            .args(arguments)
            .current_dir(folder)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .env(MARK, &mark)
            .stdin(Stdio::piped())
            .spawn()?;
        Ok(Self { supervisor, mark })
    }

    /// Waits for the command's end; nothing of it is left then.
    ///
    /// # Errors
    ///
    /// When its status cannot be had.
    pub async fn ended(&mut self) -> io::Result<ExitStatus> {
        // `wait` would close the pipe, which is the signal to end.
        let pipe = self.supervisor.stdin.take();
        let status = self.supervisor.wait().await;
        drop(pipe);
        // Only needed when somebody killed the supervisor.
        end_marked(&self.mark).await;
        status
    }

    /// Ends the command and everything it has started.
    pub async fn end(mut self) {
        drop(self.supervisor.stdin.take());
        if timeout(GRACE * 4, self.supervisor.wait()).await.is_err() {
            _ = self.supervisor.kill().await;
        }
        end_marked(&self.mark).await;
    }
}

/// The argument that makes this binary a supervisor.
const ROLE: &str = "--supervise";

/// The environment variable that all descendants of a supervisor share.
const MARK: &str = "WERTMARKE_SUPERVISOR";

/// The command to supervise, if these arguments of the process ask for it.
#[must_use]
pub fn role(arguments: &[OsString]) -> Option<(&OsString, &[OsString])> {
    match arguments {
        [role, program, arguments @ ..] if role == ROLE => Some((program, arguments)),
        _ => None,
    }
}

/// Runs a command until it ends or the standard input is closed.
pub async fn supervise(program: &OsStr, arguments: &[OsString]) -> ExitCode {
    let begun = setsid().map_err(io::Error::from).and_then(|_| Signals::listen());
    let mut signals = match begun {
        Ok(signals) => signals,
        Err(error) => {
            tracing::error!(%error, "no session of its own");
            return ExitCode::FAILURE;
        }
    };
    // Started by hand, without a city, it marks its descendants itself.
    #[expect(clippy::disallowed_methods, reason = "a mark is inherited by environment")]
    let mark = std::env::var(MARK).unwrap_or_else(|_| Ulid::generate().to_string());
    let child = Command::new(program).args(arguments).env(MARK, &mark).stdin(Stdio::null()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            tracing::error!(%error, program = %program.display(), "cannot be started");
            return ExitCode::FAILURE;
        }
    };
    let city_is_gone = async {
        // Tokio's own standard input would keep the process until it closes.
        let pipe = io::stdin().as_fd().try_clone_to_owned().and_then(pipe::Receiver::from_owned_fd);
        let Ok(mut pipe) = pipe else { return };
        while let Ok(1..) = pipe.read(&mut [0; 1]).await {}
    };
    let status = tokio::select! {
        status = child.wait() => status.ok(),
        () = city_is_gone => None,
        () = signals.asked_to_end() => None,
    };
    // cargo-lambda ends its functions in good order if it is asked alone and first.
    if let Some(id) = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)) {
        _ = kill_process(id, Signal::TERM);
        _ = timeout(GRACE, child.wait()).await;
    }
    let reap = async { _ = child.wait().await };
    tokio::join!(end_marked(&mark), reap);
    match status {
        Some(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Ends all processes with this mark: first by asking, then by force.
async fn end_marked(mark: &str) {
    let mut asked = BTreeSet::new();
    let started = Instant::now();
    loop {
        let marked = marked(mark);
        if marked.is_empty() || started.elapsed() > GRACE * 2 {
            return;
        }
        for process in marked {
            // It may have ended by itself meanwhile.
            if started.elapsed() > GRACE {
                _ = kill_process(process, Signal::KILL);
            } else if asked.insert(process.as_raw_nonzero()) {
                _ = kill_process(process, Signal::TERM);
            }
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// The living processes with this mark, without this one.
///
/// They are read from `/proc`; where there is none, nobody is found, and only
/// what ends by itself when cargo-lambda ends does end.
fn marked(mark: &str) -> Vec<Pid> {
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let wanted = format!("{MARK}={mark}");
    let processes = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let processes = processes.filter_map(Pid::from_raw).filter(|process| *process != getpid());
    let is_marked = |process: &Pid| {
        // Other people's processes cannot be read, and those that have ended are empty.
        let environment = fs::read(format!("/proc/{}/environ", process.as_raw_nonzero()));
        environment
            .is_ok_and(|all| all.split(|byte| *byte == 0).any(|one| one == wanted.as_bytes()))
    };
    processes.filter(is_marked).collect()
}
