//! The schemas that stand in the RFCs themselves, taken out of their texts (README.md beside the own schemas).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What the RFCs leave to others, and that is written by hand here: GML and its shapes (OGC), and the attribute for languages (W3C).
const OF_OTHERS: [(&str, &str); 3] = [
    ("http://www.opengis.net/gml", "gml.xsd"),
    ("http://www.opengis.net/pidflo/1.0", "shapes.xsd"),
    ("http://www.w3.org/XML/1998/namespace", "xml.xsd"),
];
/// What an RFC includes without a namespace of its own (RFC 4479 section 8.2).
const COMMON: &str = "common-schema.xsd";

/// Where `script/rfcs` has put them.
fn texts() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    cache.unwrap_or_else(home).join("roamline/rfc")
}

/// Writes the schemas into a folder. The one that has all of them, or none where there are no texts.
pub fn write_schemas(into: &Path) -> Option<PathBuf> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(texts()).ok()? {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        found.extend(schemas_in(&text).map(|schema| (attribute(&schema, "targetNamespace"), schema)));
    }
    let common = found.remove(&None)?;
    let namespaces: Vec<String> = found.keys().flatten().cloned().collect();
    let mut places: BTreeMap<String, String> = namespaces
        .iter()
        .enumerate()
        .map(|(at, namespace)| (namespace.clone(), format!("{at}.xsd")))
        .collect();
    for (namespace, file) in OF_OTHERS {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema").join(file);
        places.insert(namespace.to_owned(), file.to_str().unwrap().to_owned());
    }
    std::fs::write(into.join(COMMON), with_imports_from(&places, &common)).unwrap();
    for (namespace, schema) in &found {
        let file = &places[namespace.as_ref().unwrap()];
        std::fs::write(into.join(file), with_imports_from(&places, schema)).unwrap();
    }
    let mut all = "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n".to_owned();
    for (namespace, file) in &places {
        writeln!(all, "<xs:import namespace=\"{namespace}\" schemaLocation=\"{file}\"/>").unwrap();
    }
    let file = into.join("all.xsd");
    std::fs::write(&file, all + "</xs:schema>\n").unwrap();
    Some(file)
}

/// The schemas in the text of an RFC, whose pages have a foot and a head.
fn schemas_in(text: &str) -> impl Iterator<Item = String> {
    let is_of_page = |line: &&str| line.contains("[Page ") || line.starts_with("RFC ");
    let lines: Vec<&str> = text.lines().map(|line| line.trim_matches('\u{c}')).collect();
    let text = lines.into_iter().filter(|line| !is_of_page(line)).collect::<Vec<_>>().join("\n");
    let pieces: Vec<String> = text
        .split("<xs:schema")
        .skip(1)
        .filter_map(|piece| piece.split_once("</xs:schema>"))
        .map(|(schema, _)| format!("<xs:schema{schema}</xs:schema>\n"))
        .collect();
    pieces.into_iter()
}

/// The same, where each import says in which file its namespace is.
fn with_imports_from(places: &BTreeMap<String, String>, schema: &str) -> String {
    let mut parts = schema.split("<xs:import");
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (import, rest) = part.split_once("/>").unwrap();
        let namespace = attribute(import, "namespace").unwrap();
        let file = places.get(&namespace).unwrap_or_else(|| panic!("{namespace} is in no RFC that is here"));
        write!(written, "<xs:import namespace=\"{namespace}\" schemaLocation=\"{file}\"/>{rest}").unwrap();
    }
    written
}

/// The first attribute of this name.
fn attribute(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("{name}="))?;
    rest.trim_start().strip_prefix('"')?.split('"').next().map(str::to_owned)
}
