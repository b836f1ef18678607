//! A journey of several screens, as the browser follows it.
//!
//! The server keeps where the person is. This holds the last step it told, makes moves, and turns a
//! refusal into the right screen: a `wrong_step` (a second tab, the back button, a reload) is no error
//! for a person, only another screen.
//!
//! The step is kept as it came, and read when it is shown: so all wizards share one [`FlowState`], and a
//! move costs the download no more than its own JSON.

use std::marker::PhantomData;

use leptos::{prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;
use vestibule_shared::{
    api::{Method, Move, Wizard},
    problem::{Code, FieldProblem, Reason},
};

use crate::{
    api::{self, Cause, Failure, Trouble},
    form::{Form, FormState, Values},
    json::{self, Json},
};

/// Where a journey is: the part that is the same for every wizard.
#[derive(Clone, Copy)]
pub(crate) struct FlowState {
    /// The path of the current step.
    path: &'static str,
    /// Where to ask how long the journey is kept still, and to go on.
    pub(crate) time: &'static str,
    /// Whether this is a step of the wizard.
    knows: fn(&Json) -> bool,
    /// The step the server told last; [`Json::Null`] until it did.
    step: RwSignal<Json>,
    /// What went wrong with the last move that was no form.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    /// Why the journey turned out to be elsewhere than this page thought, if it did.
    pub(crate) moved: RwSignal<Option<Reason>>,
    /// Whether a move is on its way.
    pub(crate) busy: RwSignal<bool>,
    /// Counts the answers: what counts down begins anew with each.
    pub(crate) answers: RwSignal<u32>,
}

/// Where the journey of one wizard is: knows its steps, and makes its moves only.
pub(crate) struct Flow<W: Wizard> {
    state: FlowState,
    wizard: PhantomData<fn() -> W>,
}

impl<W: Wizard> Clone for Flow<W> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<W: Wizard> Copy for Flow<W> {}

impl<W: Wizard> std::ops::Deref for Flow<W> {
    type Target = FlowState;

    fn deref(&self) -> &FlowState {
        &self.state
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a move is made once: it is given away")]
impl<W: Wizard> Flow<W> {
    /// A flow that does not know yet where the journey is.
    pub(crate) fn new() -> Self {
        let knows = |step: &Json| json::read::<W::Step>(step).is_some();
        Self { state: FlowState::new((W::PATH, W::TIME), knows), wizard: PhantomData }
    }

    /// The step the server told last; nothing until it did. Not followed.
    pub(crate) fn step(self) -> Option<W::Step> {
        self.state.step.with_untracked(json::read)
    }

    /// What a screen shows of its step, `first` to begin with, for as long as the screen lasts.
    pub(crate) fn follow<P>(self, first: P) -> Signal<P>
    where
        P: DeserializeOwned + Clone + Send + Sync + 'static,
    {
        let mine = self.state.same_screen();
        Signal::derive(move || mine.with(json::read).unwrap_or_else(|| first.clone()))
    }

    /// Makes a move that is no form.
    pub(crate) fn go<M: Move<Wizard = W>>(self, message: M) {
        self.state.go(M::PATH, json::write(&message));
    }

    /// Makes the move of a form whose values were checked.
    pub(crate) fn submit<M: Move<Wizard = W>, T: Values>(self, form: Form<T>, message: M) {
        self.state.submit(form.state, M::PATH, json::write(&message));
    }
}

/// The name of a step.
fn kind(step: &Json) -> String {
    step.get("step").text().unwrap_or_default().to_owned()
}

impl FlowState {
    fn new((path, time): (&'static str, &'static str), knows: fn(&Json) -> bool) -> Self {
        Self {
            path,
            time,
            knows,
            step: RwSignal::new(Json::Null),
            trouble: RwSignal::new(None),
            moved: RwSignal::new(None),
            busy: RwSignal::new(false),
            answers: RwSignal::new(0),
        }
    }

    /// Which screen to show, by the name of its step: changes when the kind of step does, not with every
    /// figure in it. Empty until the server told.
    pub(crate) fn screen(self) -> Memo<String> {
        Memo::new(move |_| self.step.with(kind))
    }

    /// The step, for as long as it is of the kind that it is now.
    fn same_screen(self) -> Memo<Json> {
        let mine = self.step.with_untracked(kind);
        Memo::new(move |last: Option<&Json>| {
            self.step.with(|step| match last {
                Some(last) if kind(step) != mine => last.clone(),
                _ => step.clone(),
            })
        })
    }

    /// Asks where the journey is.
    pub(crate) fn load(self) {
        self.ask(Method::Get, self.path, None);
    }

    /// Asks again without a word about failures, since the next time may succeed; what is said about
    /// the last move stays.
    pub(crate) fn poll(self) {
        spawn_local(async move {
            if let Ok(step) = api::ask(Method::Get, self.path, None).await
                && !self.is_gone()
                && !self.busy.get_untracked()
                && (self.knows)(&step)
            {
                self.answers.update(|count| *count = count.wrapping_add(1));
                self.arrive(step);
            }
        });
    }

    /// Gives the journey up and begins again.
    pub(crate) fn abandon(self) {
        self.busy.set(true);
        self.ask(Method::Delete, self.path, None);
    }

    fn go(self, path: &'static str, body: String) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        self.ask(Method::Post, path, Some(body));
    }

    fn ask(self, method: Method, path: &'static str, body: Option<String>) {
        spawn_local(async move {
            let answer = api::ask(method, path, body).await;
            if let Some((trouble, _)) = self.settle(answer) {
                self.trouble.set(Some(trouble));
            }
        });
    }

    fn submit(self, form: FormState, path: &'static str, body: String) {
        self.trouble.set(None);
        spawn_local(async move {
            let answer = api::ask(Method::Post, path, Some(body)).await;
            match self.settle(answer) {
                None => form.succeeded(),
                Some((trouble, fields)) => form.refused(trouble, fields),
            }
        });
    }

    /// Whether the page was left: an answer that arrives after that has nobody to show it to.
    fn is_gone(self) -> bool {
        self.step.is_disposed()
    }

    /// Takes over where the journey is; gives back what the present screen has to say about it.
    pub(crate) fn settle(
        self,
        answer: Result<Json, Failure>,
    ) -> Option<(Trouble, Vec<FieldProblem>)> {
        if self.is_gone() {
            return None;
        }
        self.busy.set(false);
        self.answers.update(|count| *count = count.wrapping_add(1));
        let known = answer.and_then(|step| {
            if (self.knows)(&step) { Ok(step) } else { Err(Failure::unreadable()) }
        });
        match known {
            Ok(step) => {
                self.moved.set(None);
                self.trouble.set(None);
                self.arrive(step);
                None
            }
            Err(failure) => {
                let reason = failure.reason();
                let (trouble, fields, at) = failure.parts();
                let elsewhere = (self.knows)(&at) && self.arrive(at);
                self.verdict((trouble, reason), fields, elsewhere)
            }
        }
    }

    fn verdict(
        self,
        (trouble, reason): (Trouble, Reason),
        fields: Vec<FieldProblem>,
        elsewhere: bool,
    ) -> Option<(Trouble, Vec<FieldProblem>)> {
        match trouble.cause {
            Cause::Code(Code::WrongStep | Code::Conflict) => {
                self.moved.set(Some(reason));
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
    fn arrive(self, step: Json) -> bool {
        let before = self.step.with_untracked(kind);
        let elsewhere = !before.is_empty() && before != kind(&step);
        self.step.set(step);
        elsewhere
    }
}
