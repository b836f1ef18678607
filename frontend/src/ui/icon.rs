//! Small line icons, drawn for this app. Decoration: the words beside them have the meaning.

use leptos::prelude::*;

/// The subject of an icon.
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
    /// A telephone that shows a code.
    App,
    /// A person and a key.
    Passkey,
    /// A computer's chip.
    Chip,
    /// A key for a USB port.
    Stick,
    /// A speech bubble.
    Message,
    /// The receiver of a telephone.
    Call,
    /// A life buoy.
    Rescue,
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
            Self::App => "M6.5 2.5h11v19h-11v-19ZM11 18.5h2M9.5 8h5m-5 3h5m-5 3h2.5",
            Self::Passkey => {
                "M9.5 11a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5Zm-7 9c.4-4 3.2-6 7-6 1.2 0 2.2.2 3.1.5M18 15.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5Zm0 0V21m0-2h2.25"
            }
            Self::Chip => {
                "M7 7h10v10H7V7Zm3 3h4v4h-4v-4ZM9.5 3.5V7m5-3.5V7m-5 10v3.5m5-3.5v3.5M3.5 9.5H7m-3.5 5H7m10-5h3.5m-3.5 5h3.5"
            }
            Self::Stick => {
                "M8 9.5h8v12H8v-12Zm1.5 0v-7h5v7M12 5.5v.1m0 9.4a1 1 0 1 0 0-2 1 1 0 0 0 0 2Z"
            }
            Self::Message => {
                "M3.5 4.5h17v11.5H11l-5 4.5V16H3.5V4.5ZM8 10.25h.1m3.85 0h.1m3.85 0h.1"
            }
            Self::Call => {
                "M6 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3c0 1.5-1 2.5-2.5 2.5C10.5 20 4 13.5 3.5 6 3.5 4.5 4.5 3.5 6 3.5Z"
            }
            Self::Rescue => {
                "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-5.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM5.6 5.6l3.9 3.9m5 5 3.9 3.9m0-12.8-3.9 3.9m-5 5-3.9 3.9"
            }
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
