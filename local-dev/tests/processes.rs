//! Nothing is left running, however the city ends.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::PATIENCE;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// Something like cargo-lambda: it starts a child of its own in another
/// session, and neither of them listens to a polite request.
const STUBBORN: &str = "trap '' TERM INT HUP
setsid bash -c 'trap \"\" TERM INT HUP; echo $$ > inner; while :; do sleep 1; done' &
echo $$ > outer
wait; while :; do sleep 1; done";

fn start(folder: &Path, script: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_city"))
        .args(["--supervise", "bash", "-c", script])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap()
}

fn wait_for<T>(mut what: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = what() {
            return found;
        }
        assert!(Instant::now() < deadline, "it did not happen in time");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn written(file: &Path) -> Pid {
    wait_for(|| Pid::from_raw(fs::read_to_string(file).ok()?.trim().parse().ok()?))
}

fn is_gone(process: Pid) -> bool {
    let is_zombie = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero()));
        stat.is_ok_and(|stat| stat.contains(") Z "))
    };
    test_kill_process(process).is_err() || is_zombie()
}

#[test]
fn grandchildren_end_when_the_pipe_to_the_city_closes() {
    let temp = tempfile::tempdir().unwrap();
    let mut supervisor = start(temp.path(), STUBBORN);
    let (outer, inner) = (written(&temp.path().join("outer")), written(&temp.path().join("inner")));
    assert!(!is_gone(outer) && !is_gone(inner));
    // The kernel does the same when the city is killed.
    drop(supervisor.stdin.take());
    supervisor.wait().unwrap();
    wait_for(|| (is_gone(outer) && is_gone(inner)).then_some(()));
}

#[test]
fn what_a_command_leaves_behind_ends_with_it() {
    let temp = tempfile::tempdir().unwrap();
    let mut supervisor = start(temp.path(), "sleep 1000 & echo $! > inner; exit 3");
    // Otherwise waiting would close it.
    let _pipe = supervisor.stdin.take();
    assert!(!supervisor.wait().unwrap().success());
    let inner = written(&temp.path().join("inner"));
    wait_for(|| is_gone(inner).then_some(()));
}

#[test]
fn the_city_opens_says_where_and_closes_when_asked() {
    let temp = tempfile::tempdir().unwrap();
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let mut city = Command::new(env!("CARGO_BIN_EXE_city"))
            .args(["--in-process", "--port", "0"])
            .current_dir(temp.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(city.stdout.take().unwrap()).lines();
        let line = lines.find(|line| line.as_ref().unwrap().contains("http://127.0.0.1:"));
        assert!(line.is_some());
        lines.find(|line| line.as_ref().unwrap().contains("bereit")).unwrap().unwrap();
        kill_process(Pid::from_child(&city), signal).unwrap();
        assert!(city.wait().unwrap().success());
    }
    assert_eq!(fs::read_to_string(temp.path().join(".city/.gitignore")).unwrap(), "*\n");
}
