//! The ways in which a process is asked to end.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Waits for Ctrl-C, `SIGTERM`, or the end of the terminal.
pub async fn asked_to_end() {
    let listen = |kind: SignalKind| async move {
        match signal(kind) {
            Ok(signal) => received(signal).await,
            // Then the signal ends the process as it always does.
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = listen(SignalKind::interrupt()) => {}
        () = listen(SignalKind::terminate()) => {}
        () = listen(SignalKind::hangup()) => {}
    }
}

async fn received(mut signal: Signal) {
    _ = signal.recv().await;
}
