//! An authenticator app (M5, RFC 6238).

use vestibule_shared::{factor::FactorId, problem::Code};

use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::totp::Authenticator,
    service::{
        context::Context,
        factors::{Factor, Secret},
    },
};

/// Returns the step of a code, which can be used once.
///
/// # Errors
/// In the result: `CodeWrong`; `CodeUsed` for a step that was used.
pub(in crate::service::factors) fn check(
    cx: &Context,
    factor: &Factor,
    code: &str,
) -> Result<Result<i64, Code>, Problem> {
    let Secret::App(key) = &factor.secret else { return Err(Code::MethodUnavailable.into()) };
    let app = Authenticator::stored(key).map_err(Problem::internal)?;
    Ok(match app.step_of(code, cx.now) {
        None => Err(Code::CodeWrong),
        Some(step) if step <= factor.counter => Err(Code::CodeUsed),
        Some(step) => Ok(step),
    })
}

/// Consumes a step.
pub(in crate::service::factors) async fn consume(
    cx: &Context,
    tx: &mut Tx,
    account: &str,
    (factor, step): (&FactorId, i64),
) -> Result<bool, Problem> {
    Ok(db::factors::advance(tx, (account, &factor.0), step, cx.now).await?)
}
