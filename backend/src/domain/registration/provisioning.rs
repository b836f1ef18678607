//! Creating an account: four tasks in a fixed order, each done in one transaction.

use vestibule_shared::registration::{ProvisioningStep, Task, TaskState, TaskView};

/// The tasks in their order.
pub const TASKS: [Task; 4] =
    [Task::CheckDetails, Task::OpenAccount, Task::LinkCard, Task::SendCode];

/// How often a task is tried before a person has to ask for more tries.
pub const MOST_ATTEMPTS: i64 = 4;

/// The next task; nothing after the last.
pub fn next(task: Task) -> Option<Task> {
    let at = TASKS.iter().position(|one| *one == task)?;
    TASKS.get(at + 1).copied()
}

/// What a person sees of a job at `task`.
pub fn progress(task: Task, has_failed: bool) -> ProvisioningStep {
    let at = TASKS.iter().position(|one| *one == task).unwrap_or(0);
    let state = |index: usize| match index.cmp(&at) {
        std::cmp::Ordering::Less => TaskState::Done,
        std::cmp::Ordering::Greater => TaskState::Waiting,
        std::cmp::Ordering::Equal if has_failed => TaskState::Failed,
        std::cmp::Ordering::Equal => TaskState::Running,
    };
    let tasks = TASKS.iter().enumerate().map(|(i, task)| TaskView { task: *task, state: state(i) });
    let percent = u8::try_from(at * 100 / TASKS.len()).unwrap_or(0);
    ProvisioningStep { tasks: tasks.collect(), percent, can_retry: has_failed, reference: None }
}

/// What a person sees between the last task and the next screen.
pub fn complete() -> ProvisioningStep {
    let tasks = TASKS.iter().map(|task| TaskView { task: *task, state: TaskState::Done });
    ProvisioningStep { tasks: tasks.collect(), percent: 100, can_retry: false, reference: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r6_progress_grows_with_each_task_and_tells_which_one_stopped() {
        let percents: Vec<u8> = TASKS.iter().map(|task| progress(*task, false).percent).collect();
        assert_eq!(percents, [0, 25, 50, 75]);
        let stopped = progress(Task::LinkCard, true);
        let states: Vec<TaskState> = stopped.tasks.iter().map(|view| view.state).collect();
        assert_eq!(
            states,
            [TaskState::Done, TaskState::Done, TaskState::Failed, TaskState::Waiting]
        );
        assert!(stopped.can_retry);
    }

    #[test]
    fn every_task_is_reached_from_the_first() {
        let reached: Vec<Task> =
            std::iter::successors(Some(Task::CheckDetails), |task| next(*task)).collect();
        assert_eq!(reached, TASKS);
    }
}
