//! What a shell and `man` read about the command line; made from its definition, so that it is
//! always up to date.

use std::io;

use clap::{Command, CommandFactory as _};

use super::arguments::{Arguments, Shell};

/// The script that lets a shell complete commands and flags.
pub fn completions(shell: Shell) -> Vec<u8> {
    let shell = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "vestibule", &mut script);
    script
}

/// The manual in the language of `man`: a page for the program, then one for each command, one after another.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn manual() -> io::Result<Vec<u8>> {
    let mut root = Arguments::command().disable_help_subcommand(true);
    root.build();
    let mut pages = Vec::new();
    write_pages(&root, &mut pages)?;
    Ok(pages)
}

fn write_pages(command: &Command, pages: &mut Vec<u8>) -> io::Result<()> {
    clap_mangen::Man::new(command.clone()).render(pages)?;
    command.get_subcommands().try_for_each(|below| write_pages(below, pages))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path to each command, as `["audit", "verify"]`.
    fn paths(command: &Command, above: &[String]) -> Vec<Vec<String>> {
        let below = command.get_subcommands().filter(|below| below.get_name() != "help");
        let path = |below: &Command| [above, &[below.get_name().to_owned()]].concat();
        below.flat_map(|it| [vec![path(it)], paths(it, &path(it))].concat()).collect()
    }

    fn flags(command: &Command) -> Vec<String> {
        let own = command.get_arguments().filter_map(|it| it.get_long().map(str::to_owned));
        own.chain(command.get_subcommands().flat_map(flags)).collect()
    }

    #[test]
    fn the_completions_of_each_shell_contain_every_command_and_every_flag() {
        let (paths, flags) = (paths(&Arguments::command(), &[]), flags(&Arguments::command()));
        assert!(paths.contains(&vec!["audit".into(), "verify".into()]));
        assert!(flags.contains(&"cut".into()));
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let script = String::from_utf8(completions(shell)).unwrap();
            for name in paths.iter().flatten().chain(&flags) {
                assert!(script.contains(name.as_str()), "{shell:?}: {name}");
            }
        }
    }

    #[test]
    fn the_manual_has_a_page_for_every_command_with_its_usage() {
        // roff writes a hyphen as `\-`.
        let manual = String::from_utf8(manual().unwrap()).unwrap().replace("\\-", "-");
        assert!(manual.contains(".TH vestibule 1"), "{manual}");
        let paths = paths(&Arguments::command(), &[]);
        for path in &paths {
            let name = format!("vestibule-{}", path.join("-"));
            assert!(manual.contains(&format!(".TH {name} 1")), "{name}");
            assert!(
                manual.contains(&format!("\\fB{}\\fR", ["vestibule", &path.join(" ")].join(" "))),
                "{name}"
            );
        }
        assert_eq!(manual.matches(".TH ").count(), paths.len() + 1, "and no other page");
    }
}
