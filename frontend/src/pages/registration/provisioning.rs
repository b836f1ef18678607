//! The account is being made: progress that survives a reload and a closed tab (R6).

use leptos::prelude::*;
use vestibule_shared::registration::{
    ProvisioningStep, Registration, RetryProvisioning, TaskState, TaskView,
};

use super::WIZARD;
use crate::{
    browser::clock,
    flow::Flow,
    i18n::{Text, key, t, t_with, task},
    ui::{self, Icon, Milestone, Shape, Tone},
};

/// Shows the progress, and polls every second.
#[component]
pub(super) fn Provisioning(
    flow: Flow<Registration>,
    step: Signal<ProvisioningStep>,
) -> impl IntoView {
    clock::every(1_000, move || {
        if !step.with_untracked(|step| step.can_retry) {
            flow.poll();
        }
    });
    let percent = Memo::new(move |_| step.with(|step| step.percent));
    let stopped = Memo::new(move |_| step.with(|step| step.can_retry));
    let retry = Callback::new(move |()| flow.go(RetryProvisioning {}));
    let reference = Memo::new(move |_| step.with(|step| step.reference.clone()));
    view! {
        <ui::Screen wizard=WIZARD step="provisioning" at=Milestone::Details>
            {move || if stopped.get() {
                view! {
                    <ui::Heading text=key::PROVISIONING_STOPPED />
                    <ui::Alert tone=Tone::Bad code="provisioning_failed">
                        <p>{t(key::PROVISIONING_FAILED)}</p>
                    </ui::Alert>
                }.into_any()
            } else {
                view! {
                    <ui::Heading text=key::PROVISIONING_TITLE />
                    <p class="lead">{t(key::PROVISIONING_LEAD)}</p>
                }.into_any()
            }}
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <label class="visually-hidden" for="progress">{t(key::PROVISIONING_PROGRESS)}</label>
            <progress id="progress" max="100" value=move || percent.get().to_string()></progress>
            <Status step />
            <ol class="tasks">
                {move || step.get().tasks.into_iter().map(line).collect_view()}
            </ol>
            {move || stopped.get().then(|| view! {
                <div class="actions">
                    <ui::Action press=retry busy=flow.busy>{t(key::TRY_AGAIN)}</ui::Action>
                </div>
                {move || reference.get().map(|reference| view! { <ui::Reference reference /> })}
                <ui::HelpPhone />
            })}
        </ui::Screen>
    }
}

/// One sentence that a screen reader says when it changes.
#[component]
fn Status(step: Signal<ProvisioningStep>) -> impl IntoView {
    let now = Memo::new(move |_| {
        step.with(|step| {
            step.tasks.iter().find(|line| line.state == TaskState::Running).map(|line| line.task)
        })
    });
    let stopped = Memo::new(move |_| step.with(|step| step.can_retry));
    let said = t_with(move || now.get().map_or(key::PROVISIONING_WAIT, task));
    view! {
        <p class="status" role="status">
            {move || (!stopped.get()).then(&said)}
        </p>
    }
}

fn line(view: TaskView) -> impl IntoView {
    let (class, shape, state): (_, _, Text) = match view.state {
        TaskState::Waiting => ("task task-waiting", None, key::TASK_STATE_WAITING),
        TaskState::Running => ("task task-running", None, key::TASK_STATE_RUNNING),
        TaskState::Done => ("task task-done", Some(Shape::Tick), key::TASK_STATE_DONE),
        TaskState::Failed => ("task task-failed", Some(Shape::Cross), key::TASK_STATE_FAILED),
    };
    view! {
        <li class=class>
            <span class="task-mark" aria-hidden="true">
                {shape.map(|shape| view! { <Icon shape /> })}
            </span>
            <span>{t(task(view.task))}</span>
            <span class="task-state">{t(state)}</span>
        </li>
    }
}
