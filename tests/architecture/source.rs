//! The modules of a crate, and which file uses items of which other one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{Attribute, Item, Meta, visit::Visit as _};

use super::reader::Reader;

/// The sources of a crate.
pub(crate) struct Crate {
    /// The texts by their files, as paths from the repository's top.
    files: BTreeMap<String, String>,
    /// The folder of `lib.rs`.
    folder: String,
}

/// Which file uses items of which other one.
pub(crate) struct Graph {
    pub(crate) imports: Vec<Import>,
    /// The modules at the top; `crate` for `lib.rs`.
    pub(crate) modules: BTreeSet<String>,
    /// Paths of the crate's own whose item was not found.
    pub(crate) unresolved: Vec<String>,
}

/// One use of an item that another file defines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Import {
    pub(crate) from: String,
    pub(crate) line: usize,
    /// As it is written.
    pub(crate) path: String,
    pub(crate) to: String,
    pub(crate) from_module: String,
    pub(crate) to_module: String,
}

impl Crate {
    pub(crate) fn read(repository: &Path, folder: &str) -> Crate {
        let mut files = BTreeMap::new();
        collect(repository, &repository.join(folder), &mut files);
        Crate { files, folder: folder.to_owned() }
    }

    pub(crate) fn from_texts<const N: usize>(folder: &str, files: [(&str, &str); N]) -> Crate {
        let files = files.map(|(name, text)| (format!("{folder}/{name}"), text.to_owned()));
        Crate { files: files.into(), folder: folder.to_owned() }
    }

    pub(crate) fn into_texts(self) -> impl Iterator<Item = String> {
        self.files.into_values()
    }

    /// Adds a line to a file and gives its number.
    pub(crate) fn append(&mut self, file: &str, line: &str) -> usize {
        let text = self.files.get_mut(file).unwrap_or_else(|| panic!("there is no {file}"));
        // A file may end in a module of tests, which is one item like any other.
        text.push_str(line);
        text.push('\n');
        text.lines().count()
    }

    pub(crate) fn graph(&self) -> Graph {
        let mut tree = Tree { files: &self.files, modules: Vec::new() };
        let root = format!("{}/lib.rs", self.folder);
        tree.load(&root, Path::new(&self.folder), &[]);
        tree.graph()
    }
}

fn collect(repository: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(repository, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(repository).expect("within the repository").to_string_lossy();
            files.insert(name.replace('\\', "/"), fs::read_to_string(&path).expect("UTF-8"));
        }
    }
}

pub(super) type Name = Vec<String>;

/// What a name in a module refers to.
pub(super) enum Meaning {
    Item,
    Module(usize),
    /// The path that an import gives the name to.
    Import(Name),
}

/// A module: a file, or one that is written in another one's file.
pub(super) struct Module {
    path: Name,
    file: String,
    pub(super) names: Vec<(String, Meaning)>,
    pub(super) globs: Vec<Name>,
    pub(super) uses: Vec<Use>,
}

/// A path that was written.
pub(super) struct Use {
    pub(super) path: Name,
    pub(super) line: usize,
    /// Other modules get it from here; it is used here only if the module's code names it.
    pub(super) exported_as: Option<String>,
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Module(usize),
    /// An item of this module.
    ItemOf(usize),
}

struct Tree<'f> {
    files: &'f BTreeMap<String, String>,
    modules: Vec<Module>,
}

impl Tree<'_> {
    /// Reads a file and the files of its modules, which are in `folder`.
    fn load(&mut self, file: &str, folder: &Path, path: &[String]) -> usize {
        let text = self.files.get(file).unwrap_or_else(|| panic!("there is no {file}"));
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        self.add(file, folder, path, &parsed.items)
    }

    fn add(&mut self, file: &str, folder: &Path, path: &[String], items: &[Item]) -> usize {
        let id = self.modules.len();
        self.modules.push(Module {
            path: path.to_vec(),
            file: file.to_owned(),
            names: Vec::new(),
            globs: Vec::new(),
            uses: Vec::new(),
        });
        for item in items.iter().filter(|item| !is_for_tests(attributes(item))) {
            if let Item::Mod(module) = item {
                let name = module.ident.to_string();
                let path = [path, std::slice::from_ref(&name)].concat();
                let child = if let Some((_, items)) = &module.content {
                    self.add(file, &folder.join(&name), &path, items)
                } else {
                    let (file, folder) = self.file_of(folder, &name, &module.attrs);
                    self.load(&file, &folder, &path)
                };
                self.modules[id].names.push((name, Meaning::Module(child)));
            } else {
                Reader(&mut self.modules[id]).visit_item(item);
                self.export_macro(item, path);
            }
        }
        id
    }

    /// An exported macro has its name in the crate's root, wherever it is written.
    fn export_macro(&mut self, item: &Item, path: &[String]) {
        let Item::Macro(item) = item else { return };
        let exported = item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
        if let (true, false, Some(name)) = (exported, path.is_empty(), &item.ident) {
            let name = name.to_string();
            let import = [&["crate".to_owned()], path, std::slice::from_ref(&name)].concat();
            self.modules[0].names.push((name, Meaning::Import(import)));
        }
    }

    /// The file of a module, and the folder of the modules in it.
    fn file_of(&self, folder: &Path, name: &str, attributes: &[Attribute]) -> (String, PathBuf) {
        if let Some(path) = attributes.iter().find_map(path_attribute) {
            let file = folder.join(path);
            // As rustc does it: the modules of a `mod.rs` are beside it.
            let within = file.parent().filter(|_| file.ends_with("mod.rs")).map(Path::to_owned);
            return (text_of(&file), within.unwrap_or_else(|| folder.join(name)));
        }
        let nested = text_of(&folder.join(name).join("mod.rs"));
        let file = if self.files.contains_key(&nested) {
            nested
        } else {
            text_of(&folder.join(format!("{name}.rs")))
        };
        (file, folder.join(name))
    }

    fn graph(&self) -> Graph {
        let (mut imports, mut unresolved) = (BTreeSet::new(), Vec::new());
        for (id, module) in self.modules.iter().enumerate() {
            for used in &module.uses {
                if used.exported_as.as_ref().is_some_and(|name| !module.names_in_code(name)) {
                    continue;
                }
                // The import itself has been counted.
                if used.path.len() == 1 && module.imports(&used.path[0]) {
                    continue;
                }
                let targets = self.resolve(id, &used.path, 0);
                let own = used.path.first().is_some_and(|first| is_own(first));
                if targets.is_empty() && own {
                    unresolved.push(format!("{}:{}: {}", module.file, used.line, used.path.join("::")));
                }
                imports.extend(targets.into_iter().filter_map(|target| self.import(module, used, target)));
            }
        }
        let modules = self.modules.iter().map(Module::top).collect();
        Graph { imports: imports.into_iter().collect(), modules, unresolved }
    }

    /// An import of a module is a use of the items that are then named in it.
    fn import(&self, from: &Module, used: &Use, target: Target) -> Option<Import> {
        let Target::ItemOf(to) = target else { return None };
        let to = &self.modules[to];
        (to.file != from.file).then(|| Import {
            from: from.file.clone(),
            line: used.line,
            path: used.path.join("::"),
            to: to.file.clone(),
            from_module: from.top(),
            to_module: to.top(),
        })
    }

    /// What a path leads to, seen from a module: one target a namespace, none for another crate's.
    fn resolve(&self, from: usize, path: &[String], depth: usize) -> BTreeSet<Target> {
        let Some((first, rest)) = path.split_first() else { return BTreeSet::new() };
        assert!(depth < 32, "imports in a circle: {}", path.join("::"));
        let start = match &**first {
            "crate" | "pusher_typed" => self.module(&[]),
            "self" => return self.walk(Target::Module(from), rest, depth),
            "super" => {
                self.module(self.modules[from].path.split_last().map_or(&[][..], |(_, parent)| parent))
            }
            _ => return self.walk(Target::Module(from), path, depth),
        };
        match rest.first().map(String::as_str) {
            Some("super") => start.map(|start| self.resolve(start, rest, depth + 1)).unwrap_or_default(),
            _ => start.map(|start| self.walk(Target::Module(start), rest, depth)).unwrap_or_default(),
        }
    }

    fn walk(&self, start: Target, path: &[String], depth: usize) -> BTreeSet<Target> {
        let (Target::Module(module), Some((name, rest))) = (start, path.split_first()) else {
            return BTreeSet::from([start]);
        };
        let named = &self.modules[module];
        let mut found = BTreeSet::new();
        let is_module =
            |(known, meaning): &&(String, Meaning)| known == name && matches!(meaning, Meaning::Module(_));
        // Within a path a name is a module first: `self::channels::channels` may be imported as `channels`.
        let module_only = !rest.is_empty() && named.names.iter().any(|entry| is_module(&entry));
        for (_, meaning) in named.names.iter().filter(|(known, _)| known == name) {
            match meaning {
                Meaning::Item | Meaning::Import(_) if module_only => {}
                Meaning::Item => drop(found.insert(Target::ItemOf(module))),
                Meaning::Module(child) => drop(found.insert(Target::Module(*child))),
                // A crate that has the name of the import itself.
                Meaning::Import(path) if path.first() == Some(name) => {}
                Meaning::Import(path) => found.extend(self.resolve(module, path, depth + 1)),
            }
        }
        if found.is_empty() {
            let globs = named.globs.iter().filter(|glob| is_own(&glob[0]));
            found.extend(globs.flat_map(|glob| {
                self.resolve(module, &[&**glob, std::slice::from_ref(name)].concat(), depth + 1)
            }));
        }
        found.into_iter().flat_map(|target| self.walk(target, rest, depth + 1)).collect()
    }

    fn module(&self, path: &[String]) -> Option<usize> {
        self.modules.iter().position(|module| module.path == path)
    }
}

impl Module {
    fn top(&self) -> String {
        self.path.first().cloned().unwrap_or_else(|| "crate".to_owned())
    }

    fn imports(&self, name: &str) -> bool {
        self.names.iter().any(|(known, meaning)| known == name && matches!(meaning, Meaning::Import(_)))
    }

    /// Whether a path in the module's code, beside its imports, begins with the name.
    fn names_in_code(&self, name: &str) -> bool {
        self.uses
            .iter()
            .any(|used| used.exported_as.is_none() && used.path.first().is_some_and(|first| first == name))
    }
}

pub(super) fn is_own(first: &str) -> bool {
    matches!(first, "crate" | "self" | "super" | "pusher_typed")
}

fn text_of(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Mod(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        _ => &[],
    }
}

/// `#[cfg(test)]` or `#[cfg(all(doctest, …))]`
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let condition = list.tokens.to_string();
            condition == "test" || condition.contains("doctest")
        }
        _ => false,
    })
}

fn path_attribute(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let syn::Expr::Lit(literal) = &pair.value else { return None };
    match &literal.lit {
        syn::Lit::Str(path) if pair.path.is_ident("path") => Some(path.value()),
        _ => None,
    }
}
