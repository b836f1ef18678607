//! Names of settings that are nearly ours: a slip of the pen would go unnoticed until something fails.

/// The setting whose name is nearest to one that is none, and near enough to be meant.
pub(super) fn nearest(name: &str, settings: &[&'static str]) -> Option<&'static str> {
    let name = name.to_ascii_uppercase();
    let name = name.strip_prefix("VESTIBULE_").unwrap_or(&name);
    let most = if name.len() < 8 { 1 } else { 2 };
    let by_letters = settings
        .iter()
        .map(|known| (edits(name, known), *known))
        .filter(|(edits, known)| *edits <= most && known.len() >= 5)
        .min_by_key(|(edits, _)| *edits);
    by_letters.map(|(_, known)| known).or_else(|| by_beginning(name, settings))
}

/// The setting with the longest common beginning, where that is most of its name: `TRUSTED_PROXY`,
/// `EID_TRUST_FILE_PATH`, `SMTP_URL_2`.
fn by_beginning(name: &str, settings: &[&'static str]) -> Option<&'static str> {
    let common = |known: &str| name.bytes().zip(known.bytes()).take_while(|(a, b)| a == b).count();
    let longest = settings.iter().map(|known| (common(known), *known)).max_by_key(|it| it.0)?;
    let (common, known) = longest;
    (common >= 8 && common * 10 >= known.len() * 7).then_some(known)
}

/// The first words of settings that no other program has.
const FAMILIES: [&str; 5] = ["EID_", "SMPP_", "TWILIO_", "SMS_", "VOICE_"];

/// Names out of the environment that are no settings and may have been meant as some, each with the nearest
/// setting, if one is near. Those of other programs are theirs.
pub(super) fn slips(
    names: impl Iterator<Item = String>,
    settings: &[&'static str],
) -> Vec<(String, Option<&'static str>)> {
    let strange = names.filter(|name| !settings.contains(&name.as_str()));
    let judged = strange.filter_map(|name| {
        let near = nearest(&name, settings);
        let is_ours = FAMILIES.iter().any(|family| name.starts_with(family));
        (near.is_some() || is_ours).then_some((name, near))
    });
    let mut slips: Vec<_> = judged.collect();
    slips.sort();
    slips
}

/// How many letters have to be put in, left out, replaced or swapped with the next one.
fn edits(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut fewest = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                fewest = fewest.min(before[j - 1] + 1);
            }
            row.push(fewest);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::config::Config;

    fn known() -> Vec<&'static str> {
        Config::SETTINGS.iter().map(|setting| setting.name).collect()
    }

    #[test]
    fn a_name_that_is_one_letter_off_is_noticed_with_the_one_that_was_meant() {
        for (slip, meant) in [
            ("LISTN", "LISTEN"),
            ("LITSEN", "LISTEN"),
            ("LISTENS", "LISTEN"),
            ("SMTP_URI", "SMTP_URL"),
            ("smtp_url", "SMTP_URL"),
            ("EID_TRUST_FIEL", "EID_TRUST_FILE"),
            ("EID_TRUSTFILE", "EID_TRUST_FILE"),
            ("TRUSTED_PROXY", "TRUSTED_PROXIES"),
            ("PUBLIC_ORIGN", "PUBLIC_ORIGIN"),
            ("VESTIBULE_LISTEN", "LISTEN"),
            ("DATABASE_URL_2", "DATABASE_URL"),
            ("LOG_FORMATT", "LOG_FORMAT"),
        ] {
            assert_eq!(nearest(slip, &known()), Some(meant), "{slip}");
        }
    }

    #[test]
    fn every_setting_with_one_letter_left_out_doubled_or_swapped_is_noticed() {
        for name in known().into_iter().filter(|name| name.len() >= 5) {
            for at in 0..name.len() {
                let (begin, end) = name.split_at(at);
                let out = format!("{begin}{}", &end[1..]);
                let more = format!("{begin}X{end}");
                for slip in [out, more] {
                    assert!(nearest(&slip, &known()).is_some(), "{slip}");
                }
            }
        }
    }

    #[test]
    fn what_belongs_to_other_programs_is_left_alone() {
        for theirs in [
            "PATH",
            "HOME",
            "LANG",
            "LOGNAME",
            "LISTEN_FDS",
            "LISTEN_PID",
            "LISTEN_FDNAMES",
            "MAIL",
            "TZ",
            "SHELL",
            "USER",
            "HOSTNAME",
            "RUST_LOG",
            "NOTIFY_SOCKET",
            "INVOCATION_ID",
            "JOURNAL_STREAM",
            "CREDENTIALS_DIRECTORY",
            "LOGS",
            "TEST_POSTGRES_URL",
            "PWD",
            "TERM",
            "KUBERNETES_SERVICE_HOST",
            "VESTIBULE_BIN",
            "VESTIBULE_PORT",
            "SSL_CERT_FILE",
            "HTTP_PROXY",
            "NO_PROXY",
            "LOGS_DIRECTORY",
        ] {
            let found = slips(std::iter::once(theirs.to_owned()), &known());
            assert_eq!(found, [], "{theirs}");
        }
        let ours = ["EID_TRUST", "LISTEN", "SMPP_HOST"].map(str::to_owned).into_iter();
        let found: Vec<String> = slips(ours, &known()).into_iter().map(|(name, _)| name).collect();
        assert_eq!(found, ["EID_TRUST", "SMPP_HOST"]);
    }

    #[test]
    fn edits_are_counted_as_a_typist_makes_them() {
        for (a, b, expected) in
            [("", "", 0), ("ab", "ba", 1), ("abc", "ac", 1), ("abc", "axc", 1), ("abc", "cba", 2)]
        {
            assert_eq!(edits(a, b), expected, "{a} {b}");
        }
    }
}
