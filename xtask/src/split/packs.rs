//! Puts the modules of the split app into few files: the split leaves a module for every set of
//! parts that share code, and a part would fetch twenty of them.
//!
//! Each part gets one file, with its own module and those that it shares with one other part. What
//! three parts or more need is in a common file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The file of the modules that many parts need.
const COMMON: &str = "common";
/// From so many parts on, a module is in the common file.
const MANY: usize = 3;

/// How the generated script fetches a module, around its name.
const FETCH: (&str, &str) = ("fetch(new URL(\"./", ".wasm\", import.meta.url))");
/// How it starts one, before and after.
const START: (&str, &str) = (
    "(WebAssembly.instantiateStreaming(src, imports))",
    "WebAssembly.instantiate(await src, imports)",
);
/// How it exports the loading of a part, around the name of the part.
const LOAD: (&str, &str) = ("export const __wasm_split_load_", " = wrapAsyncCb(");

/// Finds a module in the files that the part needs, and fetches its file once. A failed download is
/// forgotten, so that the next attempt asks again.
const FIND: &str = r"
const fetched = {};
let needed = [];
const part = (name, load) => () => {
    needed = NEEDS[name];
    return load();
};
const fetchFile = async (file) => {
    const answer = await fetch(new URL(`./${file}.bin`, import.meta.url));
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    return answer.arrayBuffer();
};
const begin = (file) => {
    if (!(file in fetched)) {
        fetched[file] = fetchFile(file);
        fetched[file].catch(() => delete fetched[file]);
    }
    return fetched[file];
};
const find = async (name) => {
    const file = needed.find((file) => name in FILES[file]);
    return (await begin(file)).slice(...FILES[file][name]);
};
// The page names the part that its address needs, before the program runs.
Promise.resolve(globalThis.firstDrawn).then(() => NEEDS[globalThis.earlyPart]?.forEach(begin));
";

/// Which modules each part consists of.
type Parts = BTreeMap<String, Vec<String>>;

/// Replaces the modules in `directory` by few files, and changes the script `link` to match.
pub(super) fn pack(directory: &Path, link: &str) -> Result<()> {
    let script = fs::read_to_string(directory.join(link))?;
    let parts = parts(&script)?;
    let mut sizes = BTreeMap::new();
    for module in parts.values().flatten() {
        let size = fs::metadata(directory.join(format!("{module}.wasm")))?.len();
        sizes.insert(module.clone(), size);
    }
    let files = files(&parts, &sizes);
    for (file, modules) in &files {
        let mut bytes = Vec::new();
        for module in modules {
            bytes.extend(fs::read(directory.join(format!("{module}.wasm")))?);
        }
        fs::write(directory.join(format!("{file}.bin")), bytes)?;
    }
    for module in sizes.keys() {
        fs::remove_file(directory.join(format!("{module}.wasm")))?;
    }
    fs::write(directory.join(link), rewritten(&script, &parts, &files, &sizes)?)?;
    Ok(())
}

/// Reads which modules each part loads: its own first, then those that it depends on.
fn parts(script: &str) -> Result<Parts> {
    let mut parts = Parts::new();
    for text in script.split(LOAD.0).skip(1) {
        let (name, rest) = text.split_once(LOAD.1).context("a part is loaded in another way")?;
        let (own, rest) = between(rest, FETCH).context("a part fetches nothing")?;
        let needed = rest.split_once(", [").and_then(|(_, list)| list.split_once(']'));
        let (needed, _) = needed.context("a part depends on no list of modules")?;
        let needed = needed.split(", ").filter(|name| !name.is_empty());
        let needed = needed.map(|name| name.trim_start_matches('_').to_owned());
        parts.insert(name.to_owned(), [own.to_owned()].into_iter().chain(needed).collect());
    }
    if parts.is_empty() {
        bail!("the script of the split app loads no parts");
    }
    Ok(parts)
}

/// The text between two others, and what follows.
fn between<'text>(
    text: &'text str,
    (before, after): (&str, &str),
) -> Option<(&'text str, &'text str)> {
    text.split_once(before)?.1.split_once(after)
}

/// Which modules each file holds.
fn files(parts: &Parts, sizes: &BTreeMap<String, u64>) -> Parts {
    let uses = |module: &String| parts.values().filter(|part| part.contains(module)).count();
    let common: BTreeSet<&String> = sizes.keys().filter(|module| uses(module) >= MANY).collect();
    let size = |modules: &mut dyn Iterator<Item = &String>| -> u64 {
        modules.filter_map(|module| sizes.get(module)).sum()
    };
    let whole = size(&mut common.iter().copied());
    let mut files = Parts::new();
    for (name, modules) in parts {
        let needed = size(&mut modules.iter().filter(|module| common.contains(module)));
        // A part that needs little of the common file carries a copy of that.
        let carries_all = needed * 2 < whole;
        let held = modules.iter().filter(|module| carries_all || !common.contains(module));
        files.insert(name.clone(), held.cloned().collect());
    }
    files.insert(COMMON.to_owned(), common.into_iter().cloned().collect());
    files
}

/// Where each module is, and which files each part needs, for the script.
fn index(parts: &Parts, files: &Parts, sizes: &BTreeMap<String, u64>) -> Result<String> {
    let mut index = String::from("const FILES = {");
    for (file, modules) in files {
        write!(index, "{file}:{{")?;
        let mut from = 0;
        for module in modules {
            let until = from + sizes.get(module).context("a module has a size")?;
            write!(index, "{module}:[{from},{until}],")?;
            from = until;
        }
        index.push_str("},");
    }
    index.push_str("};\nconst NEEDS = {");
    for (part, modules) in parts {
        let is_whole = modules.iter().all(|module| files[part].contains(module));
        let needs =
            if is_whole { format!("[\"{part}\"]") } else { format!("[\"{part}\",\"{COMMON}\"]") };
        write!(index, "{part}:{needs},")?;
    }
    index.push_str("};");
    Ok(index)
}

/// The script, changed to take each module out of the files.
fn rewritten(
    script: &str,
    parts: &Parts,
    files: &Parts,
    sizes: &BTreeMap<String, u64>,
) -> Result<String> {
    let index = index(parts, files, sizes)?;
    let mut script = script.replace(START.0, START.1);
    while let Some((module, _)) = between(&script, FETCH) {
        let fetch = format!("{}{module}{}", FETCH.0, FETCH.1);
        let find = format!("find(\"{module}\")");
        script = script.replace(&fetch, &find);
    }
    for part in parts.keys() {
        let load = format!("{}{part}{}", LOAD.0, LOAD.1);
        script = script.replace(&load, &format!("{load}part(\"{part}\", "));
        script = closed(&script, part).context("the loading of a part ends nowhere")?;
    }
    if script.contains("instantiateStreaming") {
        bail!("the script of the split app starts its modules in another way");
    }
    let (imports, rest) = script.split_once('\n').context("the script imports the app")?;
    Ok(format!("{imports}\n{index}{FIND}{rest}"))
}

/// The script with the bracket of `part(` closed: the loading of a part ends with its modules.
fn closed(script: &str, part: &str) -> Option<String> {
    let at = script.find(&format!("part(\"{part}\", "))?;
    let end = at + script[at..].find("]));")?;
    Some(format!("{}])));{}", &script[..end], &script[end + 4..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `wasm_split_cli_support` writes it, shortened.
    fn script(parts: &[(&str, &[u32])], chunks: &[u32]) -> String {
        let fetch = |name: String| {
            format!(
                "makeLoad(() => {{\n    const src = fetch(new URL(\"./{name}.wasm\", import.meta.url));\n    \
                 return async (imports) => (WebAssembly.instantiateStreaming(src, imports));\n}}\n"
            )
        };
        let mut text = String::from("import { initSync } from \"./app.js\";\n");
        for n in chunks {
            writeln!(text, "const __chunk_{n} = {}, []);", fetch(format!("chunk_{n}"))).unwrap();
        }
        for (name, needs) in parts {
            let needs: Vec<_> = needs.iter().map(|n| format!("__chunk_{n}")).collect();
            let own = fetch(format!("split_{name}"));
            writeln!(
                text,
                "export const __wasm_split_load_{name} = wrapAsyncCb({own}, [{}]));",
                needs.join(", ")
            )
            .unwrap();
        }
        text
    }

    fn sizes(parts: &Parts) -> BTreeMap<String, u64> {
        parts.values().flatten().map(|module| (module.clone(), 10)).collect()
    }

    #[test]
    fn what_many_parts_need_is_in_the_common_file_and_the_rest_beside_its_part() {
        let text = script(&[("a", &[1, 2]), ("b", &[1, 2]), ("c", &[1])], &[1, 2]);
        let parts = parts(&text).unwrap();
        assert_eq!(parts["a"], ["split_a", "chunk_1", "chunk_2"]);
        let files = files(&parts, &sizes(&parts));
        assert_eq!(files["common"], ["chunk_1"]);
        assert_eq!(files["a"], ["split_a", "chunk_2"]);
        assert_eq!(files["c"], ["split_c"]);
        let text = rewritten(&text, &parts, &files, &sizes(&parts)).unwrap();
        assert!(text.contains("a:{split_a:[0,10],chunk_2:[10,20],},"), "{text}");
        assert!(text.contains("a:[\"a\",\"common\"],"), "{text}");
        assert!(text.contains("const src = find(\"chunk_1\");"), "{text}");
        assert!(text.contains("wrapAsyncCb(part(\"a\", makeLoad("), "{text}");
        assert!(text.contains("[__chunk_1, __chunk_2])));"), "{text}");
        assert!(!text.contains(".wasm\""), "{text}");
    }

    #[test]
    fn a_part_that_needs_little_of_the_common_file_carries_a_copy() {
        let all: &[u32] = &[1, 2, 3];
        let text = script(&[("a", all), ("b", all), ("c", all), ("d", &[1])], all);
        let parts = parts(&text).unwrap();
        let files = files(&parts, &sizes(&parts));
        assert_eq!(files["common"], ["chunk_1", "chunk_2", "chunk_3"]);
        assert_eq!(files["d"], ["split_d", "chunk_1"]);
        let text = rewritten(&text, &parts, &files, &sizes(&parts)).unwrap();
        assert!(text.contains("d:[\"d\"],"), "{text}");
    }

    #[test]
    fn a_script_of_another_kind_fails() {
        parts("import { initSync } from \"./app.js\";\n").unwrap_err();
    }
}
