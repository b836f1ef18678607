//! Which method suits a person: three answers sort the methods. Pure.

use vestibule_shared::{
    factor::FactorKind,
    policy::{EndStage, MethodEnd},
};

/// A way to identify, besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// A method of two-step verification.
    Method(FactorKind),
    /// The e-ID card in a reader.
    Card,
}

impl Means {
    /// All ways, the best first for a person without answers (P4).
    pub(super) const ALL: [Self; 7] = [
        Self::Method(FactorKind::App),
        Self::Card,
        Self::Method(FactorKind::Passkey),
        Self::Method(FactorKind::Platform),
        Self::Method(FactorKind::SecurityKey),
        Self::Method(FactorKind::Sms),
        Self::Method(FactorKind::Call),
    ];
}

/// A person's answers; nothing for a question without an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Answers {
    /// Whether they have a smartphone.
    pub(super) phone: Option<bool>,
    /// Whether they work on one computer of their own.
    pub(super) computer: Option<bool>,
    /// Whether they have their e-ID and a reader at hand.
    pub(super) card: Option<bool>,
}

/// How well a method suits a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The answers favour it.
    Suits,
    /// It works.
    Works,
    /// Only if nothing else is possible.
    Last,
    /// The answers exclude it.
    Unfit,
    /// It ended.
    Ended,
}

/// All ways with their rank, the best first.
pub(super) fn rank(answers: Answers, ends: &[MethodEnd]) -> Vec<(Means, Fit)> {
    let mut all = Means::ALL.map(|means| (means, fit(means, answers).max(at_most(means, ends))));
    all.sort_by_key(|(_, fit)| *fit);
    all.to_vec()
}

fn fit(means: Means, Answers { phone, computer, card }: Answers) -> Fit {
    let yes_or = |answer: Option<bool>, no: Fit| match answer {
        Some(true) => Fit::Suits,
        Some(false) => no,
        None => Fit::Works,
    };
    match means {
        Means::Card => yes_or(card, Fit::Unfit),
        Means::Method(FactorKind::App) => yes_or(phone, Fit::Works),
        Means::Method(FactorKind::Passkey) => match (phone, computer) {
            (Some(false), Some(false)) => Fit::Unfit,
            (Some(true), _) | (_, Some(true)) => Fit::Suits,
            _ => Fit::Works,
        },
        Means::Method(FactorKind::Platform) => yes_or(computer, Fit::Unfit),
        // A person who uses several computers carries the key with them.
        Means::Method(FactorKind::SecurityKey) => match computer {
            Some(false) => Fit::Suits,
            _ => Fit::Works,
        },
        Means::Method(FactorKind::Sms | FactorKind::Call) => Fit::Last,
    }
}

/// The best rank that the policy allows for a method.
fn at_most(means: Means, ends: &[MethodEnd]) -> Fit {
    match end(means, ends).map(|end| (end.stage, is_for_all(end))) {
        None | Some((_, false)) => Fit::Suits,
        Some((EndStage::Discouraged | EndStage::Ending, true)) => Fit::Last,
        Some((EndStage::EnrolOnly | EndStage::Removed, true)) => Fit::Ended,
    }
}

/// The end of a method, if there is one; of several the first.
pub(super) fn end(means: Means, ends: &[MethodEnd]) -> Option<&MethodEnd> {
    ends.iter().find(|end| Means::Method(end.kind) == means)
}

/// Whether it is the same for every account.
pub(super) const fn is_for_all(end: &MethodEnd) -> bool {
    end.of.len() == 3
}

#[cfg(test)]
mod tests {
    use vestibule_shared::registration::Capacity;

    use super::*;

    const APP: Means = Means::Method(FactorKind::App);
    const SMS: Means = Means::Method(FactorKind::Sms);
    const PLATFORM: Means = Means::Method(FactorKind::Platform);

    fn ranked(
        phone: Option<bool>,
        computer: Option<bool>,
        card: Option<bool>,
    ) -> Vec<(Means, Fit)> {
        rank(Answers { phone, computer, card }, &[])
    }

    #[test]
    fn m4_p4_without_answers_the_app_comes_first_and_what_hangs_on_a_number_last() {
        let order: Vec<Means> = ranked(None, None, None).into_iter().map(|(it, _)| it).collect();
        assert_eq!(order, Means::ALL);
    }

    #[test]
    fn answers_speak_for_some_methods_and_against_others() {
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(ranked(yes, no, no)[0], (APP, Fit::Suits));
        assert_eq!(ranked(no, yes, no)[0].1, Fit::Suits);
        assert_eq!(ranked(no, no, yes)[0], (Means::Card, Fit::Suits));
        let nothing = ranked(no, no, no);
        assert_eq!(nothing[0], (Means::Method(FactorKind::SecurityKey), Fit::Suits));
        assert!(nothing.contains(&(PLATFORM, Fit::Unfit)));
        for phone in [None, yes, no] {
            let sms = ranked(phone, no, no).into_iter().find(|(it, _)| *it == SMS);
            assert_eq!(sms, Some((SMS, Fit::Last)), "never better than that");
        }
    }

    #[test]
    fn p5_a_method_that_ended_for_every_account_comes_last_with_any_answers() {
        let everybody = vec![Capacity::Citizen, Capacity::Doctor, Capacity::Organisation];
        let ended = |kind, stage, of| MethodEnd { kind, of, stage, last_day: None };
        let answers = Answers { phone: Some(true), ..Answers::default() };
        let ends = [ended(FactorKind::Sms, EndStage::EnrolOnly, everybody.clone())];
        assert_eq!(rank(answers, &ends).last(), Some(&(SMS, Fit::Ended)));
        let ends = [ended(FactorKind::App, EndStage::Ending, everybody)];
        assert!(rank(answers, &ends).contains(&(APP, Fit::Last)));
        let ends = [ended(FactorKind::App, EndStage::Removed, vec![Capacity::Doctor])];
        assert_eq!(rank(answers, &ends)[0], (APP, Fit::Suits), "not for the others");
    }
}
