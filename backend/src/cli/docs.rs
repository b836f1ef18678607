//! The documents that are made from the code: settings, the API's description, the transition tables.

use std::fmt::Write as _;

use vestibule_shared::{
    api::{Transition, Wizard},
    contact::Contact,
    recovery::Recovery,
    registration::Registration,
    sign_in::SignIn,
    two_step::TwoStep,
};

use crate::{app::config::Config, http};

/// `docs/CONFIG.md`.
pub fn config() -> String {
    Config::to_markdown()
}

/// `docs/openapi.json`, as `GET /api/openapi.json` answers it.
pub fn openapi() -> String {
    let (_, _, document) = http::api().finish();
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// `docs/TRANSITIONS.md`: each wizard as a table and as a drawing.
pub fn transitions() -> String {
    let mut text = String::from(
        "# Wizards\n\nMade from `shared/src` by `cargo xtask docs`; do not edit. A screen can make the moves of \
         its own step only; a move at another step is answered 409 `wrong_step` with where the journey is. What \
         happens without a move (a job ends, the fifth wrong code) is told in ARCHITECTURE.md.\n",
    );
    for (name, lines) in [
        ("Registration", Registration::TRANSITIONS),
        ("Sign-in", SignIn::TRANSITIONS),
        ("Recovery", Recovery::TRANSITIONS),
        ("Two-step verification", TwoStep::TRANSITIONS),
        ("Contact", Contact::TRANSITIONS),
    ] {
        let _ = write!(text, "\n## {name}\n\n```mermaid\nstateDiagram-v2\n");
        for Transition { from, by, to, .. } in lines {
            let _ = writeln!(text, "    {from} --> {to}: {by}");
        }
        text.push_str("```\n\n| At | Move | To | Path |\n|---|---|---|---|\n");
        for Transition { from, by, to, path } in lines {
            let _ = writeln!(text, "| `{from}` | `{by}` | `{to}` | `POST {path}` |");
        }
    }
    text
}
