//! Small line icons, drawn for this app. Decoration: the words beside them say it.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One person.
    Person,
    /// A stethoscope.
    Care,
    /// An identity card.
    Card,
    /// A card in a reader.
    Reader,
    /// A mobile telephone.
    Phone,
    /// An envelope.
    Mail,
    /// A key.
    Key,
    /// A tick in a circle.
    Check,
    /// A bare tick.
    Tick,
    /// A cross.
    Cross,
    /// A warning.
    Warning,
    /// An `i` in a circle.
    Info,
    /// An arrow to the next thing.
    On,
    /// An arrow back.
    Back,
    /// A clock.
    Clock,
    /// An arrow out of the frame.
    Out,
    /// A computer.
    Screen,
}

impl Shape {
    /// The strokes, on a grid of 24.
    const fn path(self) -> &'static str {
        match self {
            Self::Person => {
                "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6"
            }
            Self::Care => {
                "M6 3.5H4.5V9a4.5 4.5 0 0 0 9 0V3.5H12M9 13.5V16a4.5 4.5 0 0 0 9 0v-2.5m2-2a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z"
            }
            Self::Card => "M3.5 5.5h17v13h-17v-13ZM7 10h3.5v4H7v-4Zm7 0h3.5M14 14h3.5",
            Self::Reader => "M7 3.5h10v9H7v-9Zm2.5 3h5M4.5 10.5v10h15v-10M8 16.5h8",
            Self::Phone => "M7.5 2.5h9v19h-9v-19ZM11 18.5h2",
            Self::Mail => "M3.5 5.5h17v13h-17v-13Zm.5.5 8 7 8-7",
            Self::Key => "M8 18a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm3-6.5L18.5 4l2 2m-4.5.5 2.5 2.5",
            Self::Check => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-4-8.5 3 3 5.5-6.5",
            Self::Tick => "m5 12.5 4.5 4.5L19 7",
            Self::Cross => "m6 6 12 12M18 6 6 18",
            Self::Warning => "M12 3.5 2.5 20.5h19L12 3.5ZM12 10v5m0 2.5v.1",
            Self::Info => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v5.5m0-9v.1",
            Self::On => "M4.5 12h15m-6-6 6 6-6 6",
            Self::Back => "M19.5 12h-15m6-6-6 6 6 6",
            Self::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2",
            Self::Out => "M13.5 4.5h6v6m0-6-9 9M17 13.5v6H4.5V7H11",
            Self::Screen => "M3.5 4.5h17v11.5h-17V4.5ZM12 16v4m-4 .5h8",
        }
    }
}

/// A small line icon.
#[component]
pub(crate) fn Icon(shape: Shape) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none"
            stroke="currentColor" stroke-width="1.6" stroke-linecap="round"
            stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d=shape.path()></path>
        </svg>
    }
}
