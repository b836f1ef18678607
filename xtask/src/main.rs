//! The project's own commands, `cargo xtask <command>`: everything that a person or CI does with
//! this repository is one of these, and each installs what it needs.

#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod project;
mod run;

mod packages;
mod tools;

mod backend;
mod compress;
mod frontend;
mod licences;
mod release;
mod serve;

mod bench;
mod docs;
mod lighthouse;
mod size;
mod split;
mod tidy;

mod postgres;
mod slowest;
mod tally;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::project::Project;

/// A command: one line of the help, and the function that runs it.
struct Command {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    run: fn(&Project, &[String]) -> Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "serve",
        arguments: "",
        about: "build everything and run it: http://localhost:8080, data in data/",
        run: serve::serve,
    },
    Command {
        name: "dev",
        arguments: "",
        about: "the same for front-end developers: hot reload on http://localhost:8090",
        run: serve::dev,
    },
    Command {
        name: "test",
        arguments: "[--quick]",
        about: "run every check and test; --quick: formatting, unit and API tests",
        run: test::test,
    },
    Command {
        name: "e2e",
        arguments: "[playwright arguments]",
        about: "run the browser tests only, for example: cargo xtask e2e --headed -g doctor; \
                --browsers: in Firefox and WebKit, more than in every run",
        run: test::e2e,
    },
    Command {
        name: "gallery",
        arguments: "",
        about: "take a picture of every screen in every language: e2e/gallery/index.html",
        run: test::gallery,
    },
    Command {
        name: "lighthouse",
        arguments: "",
        about: "measure the first pages as a slow phone shows them, with Lighthouse",
        run: lighthouse::lighthouse,
    },
    Command {
        name: "release",
        arguments: "[--verify]",
        about: "build target/release/vestibule: one file with the front end in it, no dev surface; \
                --verify: twice, in two folders, and compare the bytes",
        run: release::release,
    },
    Command {
        name: "size",
        arguments: "",
        about: "what every asset costs on the wire, and the first visit against its budget",
        run: size::size,
    },
    Command {
        name: "bench",
        arguments: "sign-in|flood [seconds]",
        about: "measure a release build: sign-ins beside bare hashes; a flood of wrong ones",
        run: bench::bench,
    },
    Command {
        name: "docs",
        arguments: "",
        about: "write the pages of docs/ that are generated from the code",
        run: docs::docs,
    },
    Command {
        name: "tidy",
        arguments: "",
        about: "check who imports whom, lengths, module docs and one-place rules",
        run: tidy::tidy,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let project = Project::find()?;
    let (name, rest) = match arguments {
        [name, rest @ ..] if !["help", "--help", "-h"].contains(&name.as_str()) => (name, rest),
        _ => {
            println!("{}", usage());
            return Ok(());
        }
    };
    let Some(command) = COMMANDS.iter().find(|command| command.name == name.as_str()) else {
        bail!("there is no command `{name}`\n\n{}", usage());
    };
    if command.arguments.is_empty() && !rest.is_empty() {
        bail!("`cargo xtask {name}` takes no arguments\n\n{}", usage());
    }
    (command.run)(&project, rest)
}

fn usage() -> String {
    let line = |command: &Command| {
        let call = format!("{} {}", command.name, command.arguments);
        format!("\n  {call:<28}{}", command.about)
    };
    let lines: Vec<String> = COMMANDS.iter().map(line).collect();
    format!("Usage: cargo xtask <command>\n{}", lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_command_once() {
        let text = usage();
        for command in COMMANDS {
            assert_eq!(text.matches(&format!("\n  {} ", command.name)).count(), 1);
        }
    }

    #[test]
    fn an_unknown_command_is_refused_with_the_help() {
        let error = dispatch(&["sreve".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("no command `sreve`") && error.contains("cargo xtask <command>"));
    }
}
