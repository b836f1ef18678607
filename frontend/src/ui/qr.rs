//! A QR code, always dark on light: cameras do not read inverted codes.

use std::fmt::Write as _;

use leptos::prelude::*;
use vestibule_shared::factor::Qr;

use crate::i18n::{Text, t};

/// Light modules around the code; cameras do not find it without them.
const QUIET: usize = 4;

/// The code as one path; the same content as text is beside it (UX 8).
#[component]
pub(crate) fn QrCode(code: Qr, label: Text) -> impl IntoView {
    let Qr { rows } = code;
    let side = rows.len() + 2 * QUIET;
    view! {
        <svg class="qr" role="img" aria-label=t(label) viewBox=format!("0 0 {side} {side}")
            shape-rendering="crispEdges">
            <path class="qr-light" d=format!("M0 0h{side}v{side}H0z")></path>
            <path class="qr-dark" d=path(&rows)></path>
        </svg>
    }
}

/// One stroke for each run of dark modules.
fn path(rows: &[String]) -> String {
    let mut drawn = String::new();
    for (down, row) in rows.iter().enumerate() {
        let mut across = 0;
        for run in row.as_bytes().chunk_by(|one, other| one == other) {
            if run[0] == b'#' {
                let (x, y, width) = (across + QUIET, down + QUIET, run.len());
                let _ = write!(drawn, "M{x} {y}h{width}v1h-{width}z");
            }
            across += run.len();
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_of_dark_modules_is_one_stroke_inside_the_quiet_zone() {
        let rows = ["##.#", "...."].map(str::to_owned);
        assert_eq!(path(&rows), "M4 4h2v1h-2zM7 4h1v1h-1z");
        assert_eq!(path(&[]), "");
    }
}
