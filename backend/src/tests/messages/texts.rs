//! The texts of the app and of the server carry the figure in force: none names a number that the
//! policy decides.

use std::{collections::BTreeMap, fs, path::Path};

use vestibule_shared::text::Language;

use crate::domain::messages::figures::named;

/// The texts that name a number, and why that number is no figure of the policy.
const FIXED: &[(&str, &[&str])] = &[
    (
        "how a number of the state is written",
        &[
            "field_riziv_hint",
            "problem_riziv_invalid",
            "problem_riziv_short",
            "field_cbe_hint",
            "problem_cbe_invalid",
        ],
    ),
    (
        "a phone number as an example",
        &["field_phone_hint", "problem_phone_invalid", "contact_phone_hint", "number_hint"],
    ),
    (
        "how long a code is (CODE_LENGTH, RECOVERY_LENGTH)",
        &[
            "field_code_hint",
            "problem_code_too_short",
            "problem_code_too_long",
            "field_code_recovery_hint",
            "problem_recovery_length",
            "check_code_hint",
            "check_length",
        ],
    ),
    ("the address of the machine itself", &["client_redirects_hint"]),
    ("how long an identifier of an application may be (LONGEST_ID)", &["client_wrong_id"]),
    (
        "RFC 6238: six figures, 30 seconds",
        &["prove_app_lead", "problem_code_used", "method_app_text"],
    ),
    (
        "how many letters of a name a search needs (findable.rs)",
        &["find_box_hint", "find_none_spelling"],
    ),
    ("a card's own PIN", &["preflight_pin", "reader_pin_do", "help_pin_new"]),
    (
        "the keys of a phone, and the two figures that a call or the help desk shows",
        &[
            "call_key_digits",
            "call_ringing_do",
            "call_answered_do",
            "policy_call_press",
            "policy_call_digits",
            "check_say",
            "support_compare_text",
            "calls/press_one",
            "calls/press_digits",
            "calls/not_me",
        ],
    ),
    (
        "the password rules of a preset, and the two fields of a new one",
        &[
            "policy_password_seed",
            "policy_password_nist",
            "says_password_seed",
            "says_password_nist",
            "password_rule_digit",
            "password_rule_letter",
            "problem_password_too_long",
            "problem_passwords_differ",
        ],
    ),
    (
        "an estimate of the reader's own time",
        &["means_need_time", "duty_optional_text", "duty_grace_text", "two_step_now_text"],
    ),
    (
        "what the figure of the policy is called, or a choice on the screen",
        &[
            "value_messages_per_half_hour",
            "value_calls_per_half_hour",
            "policy_eyes_two",
            "says_eyes_two",
            "says_messages",
            "says_calls",
            "says_call_press",
            "says_call_digits",
            "reason_hint",
            "period_week",
            "period_month",
            "period_quarter",
        ],
    ),
    (
        "\"both\", or how often something is seen",
        &[
            "methods_time_text",
            "check_agreed_text",
            "reader_version_do",
            "help_app_code_which",
            "choose_lead",
        ],
    ),
    (
        "one of something, beside a text for more of it; the first of a month",
        &["words/in_one_hour", "words/in_one_day", "words/first_of_month"],
    ),
];

/// The folders of the server's texts; their keys are written as `calls/press_one`.
const SUBJECTS: [&str; 6] = ["calls", "mail", "notices", "pages", "sms", "words"];

fn texts(lang: Language) -> BTreeMap<String, String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |folder: &str| {
        let file = crates.join(folder).join(format!("{}.json", lang.tag()));
        let file = fs::read_to_string(file).unwrap();
        serde_json::from_str::<BTreeMap<String, String>>(&file).unwrap()
    };
    let app = ["", "inside", "journeys", "help", "desk"].into_iter();
    let app = app.flat_map(|part| read(&format!("../frontend/locales/{part}")));
    let server = SUBJECTS.into_iter().flat_map(|subject| {
        let texts = read(&format!("locales/{subject}")).into_iter();
        texts.map(move |(key, text)| (format!("{subject}/{key}"), text))
    });
    app.chain(server).collect()
}

/// Without its placeholders, which may carry the nouns of a figure.
fn without_placeholders(text: &str) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |said, part| said + " " + part.split_once('}').map_or(part, |(_, it)| it))
}

#[test]
fn the_texts_of_the_app_and_of_the_server_name_no_number_that_the_policy_decides() {
    let is_fixed = |key: &str| FIXED.iter().any(|(_, keys)| keys.contains(&key));
    let mut numbers = Vec::new();
    for lang in Language::ALL {
        for (key, text) in texts(lang) {
            let found = named(lang, &without_placeholders(&text), &[]);
            if !found.is_empty() && !is_fixed(&key) {
                numbers.push(format!("{} {key}: {found:?}", lang.tag()));
            }
        }
    }
    assert!(numbers.is_empty(), "{numbers:#?}");
}

#[test]
fn every_folder_of_the_server_s_texts_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    let folders = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut folders: Vec<_> = folders.map(|name| name.into_string().unwrap()).collect();
    folders.sort_unstable();
    assert_eq!(folders, SUBJECTS);
}

#[test]
fn every_text_that_may_name_a_number_is_there_and_does() {
    let all = Language::ALL.map(|lang| (lang, texts(lang)));
    for key in FIXED.iter().flat_map(|(_, keys)| *keys) {
        let names = all.iter().any(|(lang, texts)| {
            let text = texts.get(*key).unwrap_or_else(|| panic!("there is no {key}"));
            !named(*lang, &without_placeholders(text), &[]).is_empty()
        });
        assert!(names, "{key} names none any more");
    }
}

#[test]
fn the_subjects_that_the_help_desk_reads_are_those_of_the_mails() {
    // What a mail puts into its subject is unknown to the help desk.
    let named_otherwise = ["campaign", "ending"];
    for lang in Language::ALL {
        let all = texts(lang);
        let listed =
            all.iter().filter_map(|(key, text)| Some((key.strip_prefix("subject_")?, text)));
        let mut count = 0;
        for (kind, text) in listed.filter(|(kind, _)| !named_otherwise.contains(kind)) {
            let of = |file: &str| all.get(&format!("{file}/{kind}_subject"));
            let sent = of("mail").filter(|_| of("notices").is_none()).or_else(|| of("notices"));
            assert_eq!(Some(text), sent, "{} {kind}", lang.tag());
            count += 1;
        }
        assert!(count > 30, "{count}");
    }
}
