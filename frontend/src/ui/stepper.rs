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

/// "Step 2 of 6"; nothing when all is done.
#[component]
pub(crate) fn StepCount(at: Milestone) -> impl IntoView {
    let count = Milestone::COUNTED.len();
    (at != Milestone::Ready).then(|| {
        view! {
            <p class="step-count">
                <span>{t(key::step_of(count, at.behind() + 1))}</span>
                <progress class="step-bar" max=count.to_string() value=(at.behind() + 1).to_string()
                    aria-hidden="true"></progress>
            </p>
        }
    })
}

/// All steps, with the done ones ticked.
#[component]
pub(crate) fn Milestones(at: Milestone) -> impl IntoView {
    let lines = Milestone::COUNTED.map(|milestone| {
        let (done, now) = (milestone.behind() < at.behind(), milestone == at);
        view! {
            <li class="milestone" class:milestone-done=done aria-current=now.then_some("step")>
                <span class="milestone-mark" aria-hidden="true">
                    {done.then(|| view! { <Icon shape=Shape::Tick /> })}
                </span>
                <span>{t(milestone.name())}</span>
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
    }
}
