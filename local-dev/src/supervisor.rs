//! Child processes that never outlive the city, however it ends.
//!
//! The functions are grandchildren: cargo-lambda starts cargo, which starts
//! them, each in a process group of its own. So the city does not start
//! cargo-lambda itself but a supervisor, which is the same binary in another
//! role. The supervisor opens a session, which all its descendants inherit,
//! and waits for the end of a pipe that the city holds open. The kernel closes
//! that pipe even when the city is killed; then the supervisor ends whoever is
//! in its session. Being in a session of their own also keeps a Ctrl-C in the
//! terminal away from them: they are to end after the city, not with it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::fd::AsFd as _;
use std::path::Path;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, setsid};
use tokio::io::AsyncReadExt as _;
use tokio::net::unix::pipe;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

/// How long processes have to end by themselves.
const GRACE: Duration = Duration::from_secs(3);

/// A command under supervision.
#[derive(Debug)]
pub struct Supervised {
    supervisor: Child,
    session: Option<Pid>,
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
        let supervisor = Command::new(city)
            .arg(ROLE)
            .arg(program)
            .args(arguments)
            .current_dir(folder)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .spawn()?;
        let session = supervisor.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        Ok(Self { supervisor, session })
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
        if let Some(session) = self.session {
            // Only needed when somebody killed the supervisor.
            end_session(session).await;
        }
        status
    }

    /// Ends the command and everything it has started.
    pub async fn end(mut self) {
        drop(self.supervisor.stdin.take());
        if timeout(GRACE * 3, self.supervisor.wait()).await.is_err() {
            _ = self.supervisor.kill().await;
        }
        if let Some(session) = self.session {
            end_session(session).await;
        }
    }
}

/// The argument that makes this binary a supervisor.
const ROLE: &str = "--supervise";

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
    let session = match setsid() {
        Ok(session) => session,
        Err(error) => {
            tracing::error!(%error, "no session of its own");
            return ExitCode::FAILURE;
        }
    };
    let child = Command::new(program).args(arguments).stdin(Stdio::null()).spawn();
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
        () = crate::signals::asked_to_end() => None,
    };
    let reap = async { _ = child.wait().await };
    tokio::join!(end_session(session), reap);
    match status {
        Some(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Ends all processes of a session but its leader: first by asking, then by force.
async fn end_session(session: Pid) {
    for signal in [Signal::TERM, Signal::KILL] {
        for process in members(session) {
            // It may have ended by itself meanwhile.
            _ = kill_process(process, signal);
        }
        let deadline = Instant::now() + GRACE;
        while !members(session).is_empty() && Instant::now() < deadline {
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The living processes of a session, without its leader.
///
/// They are read from `/proc`; where there is none, nobody is found, and only
/// what ends with its parent does end.
fn members(session: Pid) -> Vec<Pid> {
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let processes = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let members = processes.filter_map(Pid::from_raw).filter(|process| {
        *process != session && session_of(*process) == Some(session.as_raw_nonzero().get())
    });
    members.collect()
}

fn session_of(process: Pid) -> Option<i32> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero())).ok()?;
    // `pid (name) state parent group session …`, and the name may hold anything.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let is_alive = fields.next()? != "Z";
    fields.nth(2)?.parse().ok().filter(|_| is_alive)
}
