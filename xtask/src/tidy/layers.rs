//! The allowed imports. The arrows of the architecture point one way; this is the table of them.

use super::source::Source;
use super::{Finding, Severity};

/// What one module of a crate may import from its own crate, besides itself.
struct Layer {
    tree: &'static str,
    module: &'static str,
    /// Modules, or single items of a module.
    may: &'static [&'static str],
    why: &'static str,
}

const LAYERS: &[Layer] = &[
    Layer {
        tree: "backend/src",
        module: "system",
        may: &[],
        why: "time, randomness, keys and files serve every room and know none",
    },
    Layer {
        tree: "backend/src",
        module: "domain",
        may: &[],
        why: "the rules of the product are pure: they know neither network nor database",
    },
    Layer {
        tree: "backend/src",
        module: "db",
        may: &["domain"],
        why: "the database stores what the domain means and decides nothing",
    },
    Layer {
        tree: "backend/src",
        module: "gateway",
        may: &["system"],
        why: "a gateway can be replaced without the rest noticing",
    },
    Layer {
        tree: "backend/src",
        module: "app",
        may: &["db", "domain", "gateway", "system"],
        why: "the application holds what a request can reach and knows no operation",
    },
    Layer {
        tree: "backend/src",
        module: "service",
        may: &["app", "db", "domain", "gateway", "system"],
        why: "an operation can be called by a page, a token endpoint, a phone or a worker",
    },
    Layer {
        tree: "backend/src",
        module: "worker",
        may: &["app", "db", "domain", "gateway", "service", "system"],
        why: "the workers do what no request waits for",
    },
    Layer {
        tree: "frontend/src",
        module: "browser",
        may: &["json"],
        why: "the edge to the browser knows nothing of the application",
    },
    Layer {
        tree: "frontend/src",
        module: "ui",
        may: &["browser", "form", "i18n", "app::route", "app::shell", "api::Trouble", "api::Cause"],
        why: "the kit draws what it is given: it never calls the server",
    },
    Layer {
        tree: "frontend/src",
        module: "api",
        may: &["browser", "json"],
        why: "a call is a call, wherever it is made",
    },
    Layer {
        tree: "frontend/src",
        module: "flow",
        may: &["api", "app", "browser", "form", "i18n", "json", "ui"],
        why: "a flow serves every page and knows none",
    },
    Layer {
        tree: "frontend/src",
        module: "change",
        may: &["api", "app", "browser", "flow", "form", "i18n", "json", "ui"],
        why: "a change is made the same way, whichever page makes it",
    },
];

/// A module that only these modules may import.
struct Top {
    tree: &'static str,
    module: &'static str,
    by: &'static [&'static str],
    /// Modules in these that may not.
    except: &'static [&'static str],
    why: &'static str,
}

/// The files that connect everything have no layer.
const ROOT: &str = "";

const TOPS: &[Top] = &[
    Top {
        tree: "backend/src",
        module: "http",
        // The description of the routes is generated from the routes.
        by: &[ROOT, "cli", "dev"],
        except: &[],
        why: "requests come in at the top; nothing below may lean on them",
    },
    Top {
        tree: "backend/src",
        module: "dev",
        by: &[ROOT],
        except: &[],
        why: "the screens of the virtual devices are beside the product, not in it",
    },
    Top {
        tree: "backend/src",
        module: "worker",
        by: &[ROOT, "cli", "dev"],
        except: &[],
        why: "a request leaves work to the workers by a job, a message or a date",
    },
    Top {
        tree: "frontend/src",
        module: "pages",
        by: &[ROOT, "app"],
        except: &["app::route", "app::session", "app::session_expiry", "app::shell"],
        why: "pages are shown by the application, and by nothing else",
    },
];

/// Folders with several pages; each module in them is a page.
const FOLDERS_OF_PAGES: &[&str] = &["account", "links"];

/// Parts that several pages of such a folder share; they are beside the pages and are not pages.
const PARTS_OF_PAGES: &[&str] = &["account::duty", "account::leaving", "links::mail_link"];

/// Every rule of this file.
pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    let Some((tree, module)) = place(source) else { return };
    let own = module.first().map_or(ROOT, String::as_str);
    for (line, path) in imports(source, &module) {
        let Some(imported) = path.first().filter(|imported| *imported != own) else {
            if let Some(reason) = between_pages(&module, &path) {
                findings.push(fault(source, line, reason));
            }
            continue;
        };
        let broken = LAYERS
            .iter()
            .filter(|layer| (layer.tree, layer.module) == (tree, own))
            .find(|layer| !allows(layer.may, &path))
            .map(|layer| layer.why)
            .or_else(|| {
                TOPS.iter()
                    .filter(|top| (top.tree, top.module) == (tree, imported.as_str()))
                    .find(|top| !may_import(top, own, &module))
                    .map(|top| top.why)
            });
        if let Some(why) = broken {
            findings.push(fault(source, line, format!("`{own}` imports `{imported}`: {why}")));
        }
    }
}

/// Whether the path is one of these items, or in one of these modules.
fn allows(may: &[&str], path: &[String]) -> bool {
    let item = path.iter().take(2).map(String::as_str).collect::<Vec<_>>().join("::");
    may.iter().any(|may| *may == path[0] || *may == item)
}

/// Whether a module may import one that few others may.
fn may_import(top: &Top, own: &str, module: &[String]) -> bool {
    let exact = module.iter().take(2).map(String::as_str).collect::<Vec<_>>().join("::");
    top.by.contains(&own) && !top.except.contains(&exact.as_str())
}

/// What two pages need is in a module below them.
fn between_pages(module: &[String], path: &[String]) -> Option<String> {
    let (own, other) = (page(module)?, page(path)?);
    let is_page = other.rsplit("::").next().is_some_and(is_module);
    let folder = |page: &str| page.split_once("::").map(|(folder, _)| folder.to_owned());
    let is_part = PARTS_OF_PAGES.contains(&other.as_str()) && folder(&own) == folder(&other);
    (own != other && is_page && !is_part).then(|| {
        format!("page `{own}` imports page `{other}`: two pages share a part, never a page")
    })
}

/// The page to which a module or an item belongs.
fn page(path: &[String]) -> Option<String> {
    match path {
        [pages, folder, page, ..]
            if pages == "pages"
                && FOLDERS_OF_PAGES.contains(&folder.as_str())
                && is_module(page) =>
        {
            Some(format!("{folder}::{page}"))
        }
        [pages, page, ..] if pages == "pages" => Some(page.clone()),
        _ => None,
    }
}

/// Modules are named in lower case; types and components are not.
fn is_module(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
}

fn fault(source: &Source, line: usize, message: String) -> Finding {
    Finding { path: source.path.clone(), line, severity: Severity::Fault, message }
}

/// The crate's source tree and the module path of a file in it.
fn place(source: &Source) -> Option<(&'static str, Vec<String>)> {
    let tree = LAYERS
        .iter()
        .map(|layer| layer.tree)
        .find(|tree| source.path.strip_prefix(tree).is_some_and(|rest| rest.starts_with('/')))?;
    let inside = source.path[tree.len() + 1..].strip_suffix(".rs")?;
    let parts = inside.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main"));
    Some((tree, parts.map(str::to_owned).collect()))
}

/// The paths inside the crate that a file without its tests names, with their lines.
fn imports(source: &Source, module: &[String]) -> Vec<(usize, Vec<String>)> {
    let mut imports = Vec::new();
    for (root, _) in source.code.match_indices("::") {
        let line = source.line_of(root);
        if line >= source.tests_from {
            break;
        }
        let before = &source.code[..root];
        let word = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
        let whole = !before[..before.len() - word.map_or(0, str::len)].ends_with("::");
        let prefix = match word {
            Some("crate") if whole => Vec::new(),
            Some("super") if whole && !module.is_empty() => module[..module.len() - 1].to_vec(),
            _ => continue,
        };
        let mut paths = Vec::new();
        tree(&source.code[root + 2..], prefix, &mut paths);
        imports.extend(paths.into_iter().map(|path| (line, path)));
    }
    imports
}

/// Reads a path, or a tree of paths in braces, to its end.
fn tree<'code>(
    code: &'code str,
    mut path: Vec<String>,
    paths: &mut Vec<Vec<String>>,
) -> &'code str {
    let code = code.trim_start();
    if let Some(mut inside) = code.strip_prefix('{') {
        loop {
            inside = inside.trim_start().trim_start_matches(',').trim_start();
            if inside.is_empty() || inside.starts_with('}') {
                return inside.get(1..).unwrap_or_default();
            }
            let before = inside.len();
            inside = tree(inside, path.clone(), paths);
            if inside.len() == before {
                return inside;
            }
        }
    }
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(code.len());
    let (name, rest) = code.split_at(end);
    match name {
        "super" => drop(path.pop()),
        // `self` in braces is the path so far; `*` has no name.
        "self" | "" => {}
        name => path.push(name.to_owned()),
    }
    if let Some(rest) = rest.strip_prefix("::") {
        return tree(rest, path, paths);
    }
    paths.push(path);
    // Skips `*` and `as name`, to the next comma or the closing brace.
    &rest[rest.find([',', '}', ';', '\n']).unwrap_or(rest.len())..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> usize {
        let mut findings = Vec::new();
        check(&Source::new(path, text), &mut findings);
        findings.len()
    }

    #[test]
    fn arrows_that_point_the_wrong_way_are_found() {
        let cases = [
            ("backend/src/domain/stage.rs", "use crate::db::Tx;"),
            ("backend/src/domain/stage.rs", "use super::super::db::Tx;"),
            ("backend/src/domain/mod.rs", "fn f() { crate::gateway::sms::send() }"),
            ("backend/src/db/account/accounts.rs", "use crate::{domain::Stage, http::Session};"),
            ("backend/src/gateway/mail.rs", "use crate::db;"),
            ("backend/src/jobs.rs", "use crate::http::step;"),
            ("backend/src/service/sessions.rs", "use crate::http::cookies;"),
            ("backend/src/service/codes.rs", "use crate::worker::purge;"),
            ("backend/src/app/mod.rs", "use crate::service::policy;"),
            ("backend/src/http/desk.rs", "use crate::worker;"),
            ("frontend/src/ui/button.rs", "use crate::api;"),
            ("frontend/src/ui/button.rs", "use crate::api::{Trouble, call};"),
            ("frontend/src/ui/button.rs", "use crate::{\n    browser::focus,\n    pages,\n};"),
            ("frontend/src/browser/focus.rs", "use crate::ui::Button;"),
            ("frontend/src/form.rs", "use crate::pages::account;"),
            ("frontend/src/pages/sign_in/mod.rs", "use crate::pages::registration::Card;"),
            ("frontend/src/pages/sign_in.rs", "use super::registration;"),
            ("frontend/src/pages/help/mod.rs", "use super::registration::Card;"),
            ("frontend/src/pages/account/data.rs", "use super::security::Page;"),
            ("frontend/src/pages/account/data/state.rs", "use super::super::security::Page;"),
            ("frontend/src/pages/account/security/page.rs", "use crate::pages::account::Data;"),
            ("frontend/src/pages/sign_in/mod.rs", "use crate::pages::account::duty::Banner;"),
            ("frontend/src/app/shell.rs", "use crate::pages;"),
            ("frontend/src/app/session.rs", "use crate::pages::Home;"),
            ("frontend/src/flow/screens.rs", "use crate::pages::sign_in;"),
            ("frontend/src/flow/away.rs", "use crate::change::proof;"),
            ("frontend/src/change/proof.rs", "use crate::pages::account;"),
            ("frontend/src/ui/link.rs", "use crate::app::session;"),
        ];
        for (path, text) in cases {
            assert_eq!(faults(path, text), 1, "{path}: {text}");
        }
    }

    #[test]
    fn arrows_that_point_down_are_allowed() {
        let cases = [
            ("backend/src/domain/stage.rs", "use crate::domain::code::Code;"),
            ("backend/src/domain/stage.rs", "use super::code;"),
            ("backend/src/domain/stage.rs", "use vestibule_shared::db::Nothing;"),
            ("backend/src/db/account/accounts.rs", "use crate::{db::Tx, domain::Stage};"),
            ("backend/src/http/step.rs", "use crate::{db, domain, gateway};"),
            ("backend/src/main.rs", "use crate::http::router;"),
            (
                "backend/src/domain/mod.rs",
                "// never crate::http::x\nconst A: &str = \"crate::db\";",
            ),
            ("backend/src/domain/mod.rs", "#[cfg(test)]\nmod tests {\n    use crate::db::Tx;\n}"),
            ("frontend/src/ui/button.rs", "use crate::{browser::focus, i18n::*};"),
            ("frontend/src/ui/alert.rs", "use crate::api::Trouble;"),
            ("frontend/src/pages/sign_in/mod.rs", "use crate::{api, pages::sign_in::form as f};"),
            ("frontend/src/pages/sign_in/mod.rs", "use super::super::ui;"),
            ("frontend/src/pages/account/data.rs", "use super::{leaving, data::copy};"),
            ("frontend/src/pages/links/undo.rs", "use super::mail_link::MailLink;"),
            ("frontend/src/pages/account/security/part.rs", "use super::page::Page;"),
            ("frontend/src/pages/account/data.rs", "use crate::{change::proof, flow::Flow};"),
            ("frontend/src/ui/link.rs", "use crate::app::{route::Route, shell::use_shell};"),
            ("frontend/src/pages/mod.rs", "pub use crate::pages::sign_in::Page;"),
            ("frontend/src/app/mod.rs", "use crate::pages::{self, sign_in};"),
            ("frontend/src/app/parts.rs", "use crate::pages;"),
        ];
        for (path, text) in cases {
            assert_eq!(faults(path, text), 0, "{path}: {text}");
        }
    }
}
