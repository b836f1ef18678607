//! A journey of several screens, as the browser follows it.
//!
//! The server keeps where the person is. This holds the last step it told, makes moves, and turns a
//! refusal into the right screen: a `wrong_step` (a second tab, the back button, a reload) is no error
//! for a person, only another screen.

use std::mem::{Discriminant, discriminant};

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    api::{Move, Wizard},
    problem::{Code, FieldProblem},
};

use crate::{
    api::{self, Cause, Failure, Trouble},
    form::{Form, Values},
    json,
};

/// A wizard whose steps can be told apart and shared with the page.
pub(crate) trait Journey: Wizard<Step: Sync + PartialEq> {}
impl<W: Wizard<Step: Sync + PartialEq>> Journey for W {}

/// Where a journey is.
pub(crate) struct Guide<W: Journey> {
    /// The step the server told last; nothing until it did.
    pub(crate) step: RwSignal<Option<W::Step>>,
    /// What went wrong with the last move that was no form.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    /// Whether the journey turned out to be elsewhere than this page thought.
    pub(crate) moved: RwSignal<bool>,
    /// Whether a move is on its way.
    pub(crate) busy: RwSignal<bool>,
    /// Counts the answers: what counts down begins anew with each.
    pub(crate) answers: RwSignal<u32>,
}

impl<W: Journey> Clone for Guide<W> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<W: Journey> Copy for Guide<W> {}

impl<W: Journey> Guide<W> {
    /// A guide that does not know yet where the journey is.
    pub(crate) fn new() -> Self {
        Self {
            step: RwSignal::new(None),
            trouble: RwSignal::new(None),
            moved: RwSignal::new(false),
            busy: RwSignal::new(false),
            answers: RwSignal::new(0),
        }
    }

    /// Which screen to show: changes when the kind of step does, not with every figure in it.
    pub(crate) fn screen(self) -> Memo<Option<Discriminant<W::Step>>> {
        Memo::new(move |_| self.step.with(|step| step.as_ref().map(discriminant)))
    }

    /// What a screen shows: `pick`ed from the step for as long as the screen lasts.
    pub(crate) fn follow<P>(self, first: P, pick: fn(&W::Step) -> Option<&P>) -> Signal<P>
    where
        P: Clone + PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |last: Option<&P>| {
            let now = self.step.with(|step| step.as_ref().and_then(pick).cloned());
            now.or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
        })
        .into()
    }

    /// Asks where the journey is.
    pub(crate) fn load(self) {
        spawn_local(async move {
            let answer = api::current::<W>().await;
            self.settle_and_show(answer);
        });
    }

    /// Asks again without a word about failures, since the next time may succeed; what is said about
    /// the last move stays.
    pub(crate) fn poll(self) {
        spawn_local(async move {
            if let Ok(step) = api::current::<W>().await
                && !self.is_gone()
                && !self.busy.get_untracked()
            {
                self.answers.update(|count| *count = count.wrapping_add(1));
                self.arrive(step);
            }
        });
    }

    /// Gives the journey up and begins again.
    pub(crate) fn abandon(self) {
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::abandon::<W>().await;
            self.settle_and_show(answer);
        });
    }

    /// Makes a move that is no form.
    pub(crate) fn go<M: Move<Wizard = W>>(self, message: M) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let answer = api::advance(&message).await;
            self.settle_and_show(answer);
        });
    }

    /// Makes the move of a form whose values were checked.
    pub(crate) fn submit<M: Move<Wizard = W>, T: Values>(self, form: Form<T>, message: M) {
        self.trouble.set(None);
        spawn_local(async move {
            let answer = api::advance(&message).await;
            match self.settle(answer) {
                None => form.succeeded(),
                Some((trouble, fields)) => form.refused(trouble, fields),
            }
        });
    }

    fn settle_and_show(self, answer: Result<W::Step, Failure>) {
        if let Some((trouble, _)) = self.settle(answer) {
            self.trouble.set(Some(trouble));
        }
    }

    /// Whether the page was left: an answer that arrives after that has nobody to show it to.
    fn is_gone(self) -> bool {
        self.step.is_disposed()
    }

    /// Takes over where the journey is; gives back what the present screen has to say about it.
    pub(crate) fn settle(
        self,
        answer: Result<W::Step, Failure>,
    ) -> Option<(Trouble, Vec<FieldProblem>)> {
        if self.is_gone() {
            return None;
        }
        self.busy.set(false);
        self.answers.update(|count| *count = count.wrapping_add(1));
        match answer {
            Ok(step) => {
                self.moved.set(false);
                self.trouble.set(None);
                self.arrive(step);
                None
            }
            Err(failure) => {
                let (trouble, fields, at) = failure.parts();
                let elsewhere = json::read(&at).is_some_and(|step| self.arrive(step));
                self.verdict(trouble, fields, elsewhere)
            }
        }
    }

    fn verdict(
        self,
        trouble: Trouble,
        fields: Vec<FieldProblem>,
        elsewhere: bool,
    ) -> Option<(Trouble, Vec<FieldProblem>)> {
        match trouble.cause {
            Cause::Code(Code::WrongStep | Code::Conflict) => {
                self.moved.set(true);
                None
            }
            // The screen that says so is the answer.
            Cause::Code(Code::AccountLocked) if elsewhere => None,
            _ if elsewhere => {
                self.trouble.set(Some(trouble));
                None
            }
            _ => Some((trouble, fields)),
        }
    }

    /// Shows a step; says whether it is of another kind than the last one.
    fn arrive(self, step: W::Step) -> bool {
        let kind = discriminant(&step);
        let before = self.step.with_untracked(|step| step.as_ref().map(discriminant));
        self.step.set(Some(step));
        before.is_some_and(|before| before != kind)
    }
}
