//! Delivery reports of telephone companies on a text message (H8), which arrive in any order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The last reported state of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reported {
    /// On its way to the phone.
    Sent,
    /// The phone has it.
    Delivered,
    /// The phone did not get it.
    Undelivered,
    /// It never left.
    Failed,
}

/// Why a message did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// There is no such number, or it takes no text messages.
    Number,
    /// The phone is off or out of reach.
    Unreachable,
    /// The company or the person blocks it.
    Blocked,
    /// The company itself failed.
    Company,
    /// Something else.
    Other,
}

/// The state after a report; nothing when it changes nothing. A final state stays.
pub fn after(known: Option<Reported>, report: Reported) -> Option<Reported> {
    match known {
        None => Some(report),
        Some(Reported::Sent) if report != Reported::Sent => Some(report),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h8_a_final_report_stays_whatever_comes_after_it() {
        use Reported as R;
        for report in [R::Sent, R::Delivered, R::Undelivered, R::Failed] {
            assert_eq!(after(None, report), Some(report));
            for end in [R::Delivered, R::Undelivered, R::Failed] {
                assert_eq!(after(Some(end), report), None, "{end:?}, then {report:?}");
            }
        }
        assert_eq!(after(Some(R::Sent), R::Sent), None);
        assert_eq!(after(Some(R::Sent), R::Undelivered), Some(R::Undelivered));
    }
}
