//! A flow of several screens, as the browser follows it.
//!
//! The server keeps the current step. This holds the last step that it reported, makes moves, and
//! turns a refusal into the right screen: a `wrong_step` (a second tab, the back button, a reload)
//! is not an error for a person, only another screen.
//!
//! The step is kept as it came, and read when it is shown: so all wizards share one [`FlowState`],
//! and a move adds only its own JSON to the download.

use std::marker::PhantomData;

use leptos::prelude::*;
use serde::de::DeserializeOwned;
use vestibule_shared::{
    api::{Method, Move, Wizard},
    problem::{Code, FieldProblem, Reason},
};

use crate::{
    api::{self, Cause, Failure, Trouble},
    browser::tasks::Scope,
    form::{Form, FormState, Values},
    json::{self, Json},
};

/// The state of a flow: the part that is the same for every wizard.
#[derive(Clone, Copy)]
pub(crate) struct FlowState {
    /// The page: an answer that arrives later is of no use.
    pub(crate) scope: Scope,
    /// The path of the current step.
    path: &'static str,
    /// Where to ask how much longer the flow is kept, and to extend it.
    pub(crate) time: &'static str,
    /// Whether this is a step of the wizard.
    knows: fn(&Json) -> bool,
    /// The last step that the server reported; [`Json::Null`] until then.
    step: RwSignal<Json>,
    /// What went wrong with the last move without a form.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    /// Why the flow is at another step than this page expected, if it is.
    pub(crate) moved: RwSignal<Option<Reason>>,
    /// Whether a move is running.
    pub(crate) busy: RwSignal<bool>,
    /// Counts the answers: countdowns restart with each.
    pub(crate) answers: RwSignal<u32>,
    /// Counts the answered moves: what was polled before one of them is out of date.
    moves: RwSignal<u32>,
}

/// The flow of one wizard: knows its steps, and makes only its moves.
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
    /// A flow whose step is not known yet.
    pub(crate) fn new() -> Self {
        let knows = |step: &Json| json::read::<W::Step>(step).is_some();
        Self { state: FlowState::new((W::PATH, W::TIME), knows), wizard: PhantomData }
    }

    /// The last step that the server reported; nothing until then. Not tracked.
    pub(crate) fn step(self) -> Option<W::Step> {
        self.state.step.with_untracked(json::read)
    }

    /// The part of the step that a screen shows, initially `first`, while the screen is shown.
    pub(crate) fn follow<P>(self, first: P) -> Signal<P>
    where
        P: DeserializeOwned + Clone + Send + Sync + 'static,
    {
        let mine = self.state.same_screen();
        Signal::derive(move || mine.with(json::read).unwrap_or_else(|| first.clone()))
    }

    /// Makes a move without a form.
    pub(crate) fn go<M: Move<Wizard = W>>(self, message: M) {
        self.state.go(M::PATH, json::write(&message));
    }

    /// Makes the move of a form whose values are checked.
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
            scope: Scope::new(),
            path,
            time,
            knows,
            step: RwSignal::new(Json::Null),
            trouble: RwSignal::new(None),
            moved: RwSignal::new(None),
            busy: RwSignal::new(false),
            answers: RwSignal::new(0),
            moves: RwSignal::new(0),
        }
    }

    /// The name of the step, which selects the screen: changes when the kind of step does, not with
    /// every figure in it. Empty until the server answered.
    pub(crate) fn screen(self) -> Memo<String> {
        Memo::new(move |_| self.step.with(kind))
    }

    /// The step, while its kind stays the same.
    fn same_screen(self) -> Memo<Json> {
        let mine = self.step.with_untracked(kind);
        Memo::new(move |last: Option<&Json>| {
            self.step.with(|step| match last {
                Some(last) if kind(step) != mine => last.clone(),
                _ => step.clone(),
            })
        })
    }

    /// Fetches the step.
    pub(crate) fn load(self) {
        self.ask(Method::Get, self.path, None);
    }

    /// Fetches the step again without reporting failures, since the next time may succeed; the
    /// message about the last move stays.
    pub(crate) fn poll(self) {
        let moves = self.moves.get_untracked();
        self.scope.spawn(async move {
            if let Ok(step) = api::ask(Method::Get, self.path, None).await
                && !self.busy.get_untracked()
                && self.moves.get_untracked() == moves
                && (self.knows)(&step)
            {
                self.answers.update(|count| *count = count.wrapping_add(1));
                self.arrive(step);
            }
        });
    }

    /// Abandons the flow and begins again.
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
        self.scope.spawn(async move {
            let answer = api::ask(method, path, body).await;
            if let Some((trouble, _)) = self.settle(answer) {
                self.trouble.set(Some(trouble));
            }
        });
    }

    fn submit(self, form: FormState, path: &'static str, body: String) {
        self.trouble.set(None);
        self.scope.spawn(async move {
            let answer = api::ask(Method::Post, path, Some(body)).await;
            match self.settle(answer) {
                None => form.succeeded(),
                Some((trouble, fields)) => form.refused(trouble, fields),
            }
        });
    }

    /// Takes over the current step; returns what the present screen has to report about it.
    pub(crate) fn settle(
        self,
        answer: Result<Json, Failure>,
    ) -> Option<(Trouble, Vec<FieldProblem>)> {
        self.busy.set(false);
        self.answers.update(|count| *count = count.wrapping_add(1));
        self.moves.update(|count| *count = count.wrapping_add(1));
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
            // The screen of that step is the answer.
            Cause::Code(Code::AccountLocked) if elsewhere => None,
            _ if elsewhere => {
                self.trouble.set(Some(trouble));
                None
            }
            _ => Some((trouble, fields)),
        }
    }

    /// Shows a step; returns whether its kind differs from the last one.
    fn arrive(self, step: Json) -> bool {
        let before = self.step.with_untracked(kind);
        let elsewhere = !before.is_empty() && before != kind(&step);
        self.step.set(step);
        elsewhere
    }
}
