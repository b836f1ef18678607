//! Compresses the downloads of visitors once, at build time: the server only sends them.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

/// File types that are compressed already, or too rare to matter.
const AS_IT_IS: &[&str] = &["png", "woff2", "br", "gz"];

/// Writes a `.br` and a `.gz` beside every file below a directory.
pub(crate) fn beside(directory: &Path) -> Result<()> {
    for entry in fs::read_dir(directory).context("there is no dist/")? {
        let path = entry?.path();
        if path.is_dir() {
            beside(&path)?;
            continue;
        }
        let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if AS_IT_IS.contains(&kind.as_str()) {
            continue;
        }
        let bytes = fs::read(&path)?;
        fs::write(path.with_extension(format!("{kind}.br")), brotli(&bytes)?)?;
        fs::write(path.with_extension(format!("{kind}.gz")), gzip(&bytes)?)?;
    }
    Ok(())
}

/// Compresses with gzip at the highest level.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Compresses with brotli at quality 11.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoded = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut encoded, &parameters)?;
    Ok(encoded)
}
