//! The documents that are made from the code: settings, the API's description, the transition tables.

use std::fmt::Write as _;

use vestibule_shared::{
    api::{Arrival, Transition, Wizard},
    contact::{self, Contact},
    recovery::{self, Recovery},
    registration::{self, Registration},
    sign_in::{self, SignIn},
    two_step::{self, TwoStep},
};

use crate::{app::config::Config, http};

/// `docs/CONFIG.md`.
pub fn config() -> String {
    Config::to_markdown()
}

/// `docs/openapi.json`, as `GET /api/openapi.json` answers it.
pub fn openapi() -> String {
    let document = http::api().finish().document;
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// `docs/TRANSITIONS.md`: each wizard as a table and as a drawing.
pub fn transitions() -> String {
    let mut text = String::from(
        "# Wizards\n\nMade from `shared/src` by `cargo xtask docs`; do not edit. A screen can make the moves of \
         its own step only; a move at another step is answered 409 `wrong_step` with the current step. `[*]` \
         is where a flow begins.\n",
    );
    draw::<Registration>(&mut text, "Registration", registration::Step::NAMES);
    draw::<SignIn>(&mut text, "Sign-in", sign_in::Step::NAMES);
    draw::<Recovery>(&mut text, "Recovery", recovery::Step::NAMES);
    draw::<TwoStep>(&mut text, "Two-step verification", two_step::Step::NAMES);
    draw::<Contact>(&mut text, "Contact", contact::Step::NAMES);
    text
}

fn draw<W: Wizard>(text: &mut String, name: &str, steps: &[&str]) {
    let _ = write!(text, "\n## {name}\n\n```mermaid\nstateDiagram-v2\n");
    if let Some(first) = steps.first() {
        let _ = writeln!(text, "    [*] --> {first}");
    }
    for Transition { from, by, to, .. } in W::TRANSITIONS {
        for to in *to {
            let _ = writeln!(text, "    {from} --> {to}: {by}");
        }
    }
    for Arrival { from, by, to } in W::ARRIVALS {
        let _ = writeln!(text, "    {from} --> {to}: {by}");
    }
    text.push_str("```\n\n| At | Move | To | Path |\n|---|---|---|---|\n");
    for Transition { from, by, to, path } in W::TRANSITIONS {
        let to = to.join("`, `");
        let _ = writeln!(text, "| `{from}` | `{by}` | `{to}` | `POST {path}` |");
    }
    for Arrival { from, by, to } in W::ARRIVALS {
        let _ = writeln!(text, "| `{from}` | ({by}) | `{to}` | |");
    }
}
