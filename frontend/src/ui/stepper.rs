//! The progress in a flow: "Step 2 of 6", and the list of the steps.

use leptos::prelude::*;

use super::{Icon, Shape};
use crate::i18n::{Text, key, t};

/// A step as people count them; it can have several screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Milestone {
    /// Who are you?
    Who,
    /// With which means?
    Means,
    /// The card is read.
    Card,
    /// The name and the capacity.
    Profile,
    /// The details, and the creation of the account.
    Details,
    /// Code and password.
    Activation,
    /// All done.
    Ready,
}

impl Milestone {
    /// The counted steps, in order.
    const COUNTED: [Self; 6] =
        [Self::Who, Self::Means, Self::Card, Self::Profile, Self::Details, Self::Activation];

    /// How many are done: 0 to 6.
    pub(crate) fn behind(self) -> u16 {
        let position = Self::COUNTED.iter().position(|counted| *counted == self);
        u16::try_from(position.unwrap_or(Self::COUNTED.len())).unwrap_or_default()
    }

    const fn name(self) -> Text {
        match self {
            Self::Who => key::MILESTONE_WHO,
            Self::Means => key::MILESTONE_MEANS,
            Self::Card => key::MILESTONE_CARD,
            Self::Profile => key::MILESTONE_PROFILE,
            Self::Details => key::MILESTONE_DETAILS,
            Self::Activation | Self::Ready => key::MILESTONE_ACTIVATION,
        }
    }
}

/// The progress in a flow: the names of its steps, and how many are done.
#[derive(Clone)]
pub(crate) struct Progress {
    /// The names of the counted steps, in order.
    pub(crate) names: Vec<Text>,
    /// How many are done.
    pub(crate) behind: usize,
}

impl Progress {
    /// How far the door is open, in sixths.
    pub(super) fn sixths(&self) -> u16 {
        let parts = (self.behind * 6).checked_div(self.names.len());
        parts.and_then(|parts| u16::try_from(parts).ok()).unwrap_or_default()
    }
}

impl From<Milestone> for Progress {
    fn from(at: Milestone) -> Self {
        Self { names: Milestone::COUNTED.map(Milestone::name).into(), behind: at.behind().into() }
    }
}

/// "Step 2 of 6"; nothing when all is done.
#[component]
pub(crate) fn StepCount(count: usize, now: usize) -> impl IntoView {
    (now <= count).then(|| {
        view! {
            <p class="step-count">
                <span>{t(key::step_of(count, now))}</span>
                <progress class="step-bar" max=count.to_string() value=now.to_string()
                    aria-hidden="true"></progress>
            </p>
        }
    })
}

/// All steps, with the done ones ticked.
#[component]
pub(crate) fn Milestones(at: Progress) -> impl IntoView {
    let behind = at.behind;
    let lines = at.names.into_iter().enumerate().map(|(number, name)| {
        let (done, now) = (number < behind, number == behind);
        view! {
            <li class="milestone" class:milestone-done=done aria-current=now.then_some("step")>
                <span class="milestone-mark" aria-hidden="true">
                    {done.then(|| view! { <Icon shape=Shape::Tick /> })}
                </span>
                <span>{t(name)}</span>
                {done.then(|| view! {
                    <span class="visually-hidden">{t(key::MILESTONE_DONE)}</span>
                })}
            </li>
        }
    });
    view! { <ol class="milestones">{lines.collect_view()}</ol> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_door_opens_a_sixth_with_every_milestone() {
        assert_eq!(Milestone::COUNTED.map(Milestone::behind), [0, 1, 2, 3, 4, 5]);
        assert_eq!(Milestone::Ready.behind(), 6);
        assert_eq!(Progress::from(Milestone::Means).sixths(), 1);
    }

    #[test]
    fn the_door_opens_in_a_flow_of_any_length() {
        let at = |behind, count| Progress { names: vec![key::BACK; count], behind }.sixths();
        assert_eq!([at(0, 4), at(1, 4), at(2, 4), at(4, 4)], [0, 1, 3, 6]);
        assert_eq!([at(1, 3), at(0, 0)], [2, 0]);
    }
}
