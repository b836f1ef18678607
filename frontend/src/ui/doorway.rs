//! The product's logo: an arched door that opens further with every step, and the light behind it.

use leptos::prelude::*;

/// The logo in the header: a small arch with light in it.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 36" width="32" height="36" aria-hidden="true" focusable="false">
            <path class="mark-wall" d="M2 34V16a14 14 0 0 1 28 0v18Z"></path>
            <path class="mark-light" d="M9 34V16.5a7 7 0 0 1 14 0V34Z"></path>
            <path class="mark-door" d="M9 34V16.5a7 7 0 0 1 5-6.7V34Z"></path>
        </svg>
    }
}

/// The door, open `of` six parts. Decoration only: the words beside it name the step.
#[component]
pub(crate) fn Doorway(#[prop(into)] open: u16) -> impl IntoView {
    let open = open.min(6);
    // The position of the free edge of the door, and its offset towards the viewer.
    let (edge, near) = (196 - open * 20, open * 3);
    let leaf = format!("44,20 {edge},{} {edge},{} 44,250", 20 - near.min(18), 250 + near);
    let floor =
        format!("{},250 196,250 {},300 {},300", edge.min(195), 196 + open * 8, edge + open * 5);
    let knob = edge.saturating_sub(13);
    view! {
        <svg class="doorway" viewBox="0 0 240 300" aria-hidden="true" focusable="false">
            <defs>
                <radialGradient id="glow" cx="0.5" cy="0.7" r="0.8">
                    <stop class="glow-in" offset="0"></stop>
                    <stop class="glow-out" offset="1"></stop>
                </radialGradient>
                <linearGradient id="spill" x1="0" y1="0" x2="0" y2="1">
                    <stop class="spill-in" offset="0"></stop>
                    <stop class="spill-out" offset="1"></stop>
                </linearGradient>
                <clipPath id="opening">
                    <path d="M44 300V106a76 76 0 0 1 152 0v194Z"></path>
                </clipPath>
            </defs>
            <path class="door-frame" d="M30 250V106a90 90 0 0 1 180 0v144Z"></path>
            <path fill="url(#glow)" d="M44 250V106a76 76 0 0 1 152 0v144Z"></path>
            <polygon fill="url(#spill)" points=floor></polygon>
            <g clip-path="url(#opening)">
                <polygon class="door-leaf" points=leaf></polygon>
                <circle class="door-knob" cx=knob cy="168" r="4"></circle>
            </g>
            <path class="door-line" d="M12 250h216"></path>
        </svg>
    }
}
