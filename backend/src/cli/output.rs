//! Standard output whose reader may stop before the end, as in `vestibule licences | head`: the
//! rest is not needed, and that is no failure.

use std::io::{self, Write};

use anyhow::Error;

/// The reader of the output left.
#[derive(Debug, thiserror::Error)]
#[error("nobody reads the output")]
struct ReaderGone;

/// A writer that tells apart who closed the pipe: the reader of the output, and not a database or a gateway.
pub struct Output<W>(W);

impl Output<io::StdoutLock<'static>> {
    /// The standard output of this process.
    pub fn standard() -> Self {
        Self(io::stdout().lock())
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(named)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(named)
    }
}

fn named(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => io::Error::new(io::ErrorKind::BrokenPipe, ReaderGone),
        _ => error,
    }
}

/// Prints all of it.
///
/// # Errors
/// When it cannot be written; [`is_reader_gone`] says why.
pub fn print(text: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let mut output = Output::standard();
    output.write_all(text.as_ref())?;
    Ok(output.flush()?)
}

/// Whether a command ended early only because nobody reads its output any more.
pub fn is_reader_gone(error: &Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|error| {
        error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<ReaderGone>)
    })
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn a_closed_output_is_known_and_a_closed_connection_is_another_matter() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let failed = Output(writer).write_all(b"text").context("printing").unwrap_err();
        assert!(is_reader_gone(&failed), "{failed:#}");
        let elsewhere = Error::from(io::Error::from(io::ErrorKind::BrokenPipe)).context("asking");
        assert!(!is_reader_gone(&elsewhere));
    }
}
