//! The real program at a shell: how it ends, and what it does when its output is no longer read.

#![expect(clippy::unwrap_used, reason = "all of this is a test")]

use std::process::{Command, Output, Stdio};

fn vestibule(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command.args(line.split_whitespace()).env_clear().stdin(Stdio::null());
    command
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn wrong_usage_ends_with_2_and_the_usage_among_the_errors() {
    for line in ["", "open", "serve --fast", "audit", "admin create", "docs novel"] {
        let (code, out, err) = said(&vestibule(line).output().unwrap());
        assert_eq!((code, out.as_str()), (Some(2), ""), "{line}: {err}");
        assert!(err.contains("Usage: vestibule") || err.contains("--help"), "{line}: {err}");
    }
}

#[test]
fn what_is_asked_for_is_printed_and_nothing_else() {
    for (line, begins) in [
        ("--help", "The entrance hall"),
        ("--version", concat!("vestibule ", env!("CARGO_PKG_VERSION"))),
        ("docs openapi", "{"),
        ("docs config", "#"),
        ("completions zsh", "#compdef vestibule"),
        ("man", ".ie"),
    ] {
        let (code, out, err) = said(&vestibule(line).output().unwrap());
        assert_eq!((code, err.as_str()), (Some(0), ""), "{line}");
        assert!(out.starts_with(begins), "{line}: {out}");
    }
}

#[test]
fn output_that_nobody_reads_any_more_is_no_failure_and_no_message() {
    for line in ["docs openapi", "docs config", "completions bash", "man", "--help"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (code, _, err) = said(&vestibule(line).stdout(writer).output().unwrap());
        assert_eq!((code, err.as_str()), (Some(0), ""), "{line}");
    }
}

#[test]
fn a_command_that_fails_says_so_also_when_nobody_reads_its_output() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let folder = std::env::temp_dir().join(format!("vestibule-nothing-{}", std::process::id()));
    let mut doctor = vestibule("doctor");
    let doctor = doctor.env("DATA_DIR", &folder).env("PUBLIC_ORIGIN", "https://portal.example");
    let (code, _, err) = said(&doctor.stdout(writer).output().unwrap());
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("something is bad"), "{err}");
    assert!(!folder.exists(), "the doctor changes nothing");
}
