//! Maps the statuses of SMPP 3.4 (5.1.3) to the outcome of a message, and to errors of our
//! settings.

use rusmpp::CommandStatus as Status;

use crate::gateway::SendError;

/// Returns what the refusal of a message means. An SMSC that refuses has sent nothing.
pub(super) fn judge(status: Status) -> SendError {
    let why = said(status);
    match status {
        // The number.
        Status::EsmeRinvdstadr
        | Status::EsmeRinvdstton
        | Status::EsmeRinvdstnpi
        | Status::EsmeRinvnumdests => SendError::Refused(why),
        // Our name, the sender, and our encoding: for the operator to correct.
        Status::EsmeRinvsrcadr
        | Status::EsmeRinvsrcton
        | Status::EsmeRinvsrcnpi
        | Status::EsmeRinvmsglen
        | Status::EsmeRinvcmdlen
        | Status::EsmeRinvcmdid
        | Status::EsmeRinvprtflg
        | Status::EsmeRinvregdlvflg
        | Status::EsmeRinvsertyp
        | Status::EsmeRinvesmclass
        | Status::EsmeRinvsched
        | Status::EsmeRinvexpiry
        | Status::EsmeRxPAppn
        | Status::EsmeRxRAppn
        | Status::EsmeRinvtlvstream
        | Status::EsmeRtlvnotallwd
        | Status::EsmeRinvtlvlen
        | Status::EsmeRinvtlvval
        | Status::EsmeRsertypunauth
        | Status::EsmeRprohibited
        | Status::EsmeRsertypdenied
        | Status::EsmeRinvdcs => SendError::Unfit(why),
        status if is_about_us(status) => SendError::Unfit(why),
        // Full, throttled, out of order, or a status of the vendor.
        _ => SendError::Later(why),
    }
}

/// Checks whether a status means that the SMSC refuses us altogether.
pub(super) const fn is_about_us(status: Status) -> bool {
    matches!(
        status,
        Status::EsmeRbindfail
            | Status::EsmeRinvpaswd
            | Status::EsmeRinvsysid
            | Status::EsmeRinvsystyp
    )
}

/// Returns a status in words, without personal data.
pub(super) fn said(status: Status) -> String {
    format!("the SMSC answered {:#010x}", u32::from(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_of_the_number_of_us_or_of_the_moment() {
        for (status, expected) in [
            (0x0b, "refused"),
            (0x50, "refused"),
            (0x51, "refused"),
            (0x0a, "not by this gateway"),
            (0x48, "not by this gateway"),
            (0x49, "not by this gateway"),
            (0x0d, "not by this gateway"),
            (0x0e, "not by this gateway"),
            (0x0f, "not by this gateway"),
            (0x53, "not by this gateway"),
            (0x62, "not by this gateway"),
            (0x04, "not now"),
            (0x08, "not now"),
            (0x14, "not now"),
            (0x45, "not now"),
            (0x58, "not now"),
            (0x64, "not now"),
            (0xff, "not now"),
            (0x401, "not now"),
        ] {
            let error = judge(Status::from(status)).to_string();
            assert!(error.starts_with(expected), "{status:#x}: {error}");
            assert!(error.ends_with(&format!("{status:#010x}")), "{error}");
        }
    }
}
