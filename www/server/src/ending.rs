//! When the program should end.

use std::io::{self, Read};
use std::thread;

use tokio::signal;
use tokio::sync::oneshot;

/// The signals that end the program. It listens from the moment when this is made, so that a caller can end the program
/// as soon as it reports that it is ready.
#[derive(Debug)]
pub struct Ending {
    #[cfg(unix)]
    terminate: signal::unix::Signal,
    with_stdin: bool,
}

impl Ending {
    /// Begins to listen, with `with_stdin` also for the end of standard input.
    ///
    /// # Errors
    ///
    /// When the system does not let the program listen for signals.
    pub fn new(with_stdin: bool) -> io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            terminate: signal::unix::signal(signal::unix::SignalKind::terminate())?,
            with_stdin,
        })
    }

    /// Waits for Ctrl-C, for a request to terminate, or for the end of standard input.
    ///
    /// # Errors
    ///
    /// When the system does not let the program listen for Ctrl-C.
    pub async fn asked_for(mut self) -> anyhow::Result<()> {
        let with_stdin = self.with_stdin;
        tokio::select! {
            outcome = signal::ctrl_c() => outcome?,
            () = self.terminated() => {}
            () = stdin_closed(), if with_stdin => {}
        }
        Ok(())
    }

    #[cfg(unix)]
    async fn terminated(&mut self) {
        self.terminate.recv().await;
    }

    #[cfg(not(unix))]
    async fn terminated(&mut self) {
        std::future::pending().await
    }
}

/// Uses a plain thread, because the runtime waits for its own blocking reads when it shuts down.
async fn stdin_closed() {
    let (closed, wait) = oneshot::channel::<()>();
    thread::spawn(move || {
        let mut ignored = [0; 256];
        while io::stdin().lock().read(&mut ignored).is_ok_and(|read| read > 0) {}
        drop(closed);
    });
    // Nothing is ever sent: the receiver is woken when the sender is dropped.
    wait.await.unwrap_or_default();
}
