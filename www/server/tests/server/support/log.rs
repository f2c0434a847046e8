//! Everything that this process logs, libraries included.

use std::io;
use std::sync::{Mutex, Once, PoisonError};

static CAPTURED: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static CAPTURING: Once = Once::new();

struct Capture;

impl io::Write for Capture {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        CAPTURED.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Starts capturing, at the finest level.
pub(crate) fn capture() {
    CAPTURING.call_once(|| {
        let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
        lines.with_ansi(false).with_writer(|| Capture).init();
    });
}

/// All that has been logged so far, by any test.
pub(crate) fn captured() -> String {
    String::from_utf8_lossy(&CAPTURED.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}
