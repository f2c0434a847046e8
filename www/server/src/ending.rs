//! When the program should end.

use std::io::{self, Read};
use std::thread;

use tokio::signal;
use tokio::sync::oneshot;

/// Waits for Ctrl-C, for a request to terminate, or, where `with_stdin` says so, for the end of standard input.
///
/// # Errors
///
/// When the system does not let the program listen for signals.
pub async fn asked_for(with_stdin: bool) -> anyhow::Result<()> {
    tokio::select! {
        outcome = signal::ctrl_c() => outcome?,
        outcome = terminate() => outcome?,
        () = stdin_closed(), if with_stdin => {}
    }
    Ok(())
}

#[cfg(unix)]
async fn terminate() -> io::Result<()> {
    signal::unix::signal(signal::unix::SignalKind::terminate())?.recv().await;
    Ok(())
}

#[cfg(not(unix))]
async fn terminate() -> io::Result<()> {
    std::future::pending().await
}

/// A plain thread, because the runtime would wait at its end for a blocking read of its own.
async fn stdin_closed() {
    let (closed, wait) = oneshot::channel::<()>();
    thread::spawn(move || {
        let mut ignored = [0; 256];
        while io::stdin().lock().read(&mut ignored).is_ok_and(|read| read > 0) {}
        drop(closed);
    });
    // Nothing is ever sent: the other end being dropped is the news.
    wait.await.unwrap_or_default();
}
