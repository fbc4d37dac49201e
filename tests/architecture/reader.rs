//! Reads the names and paths of a module from its code.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::{
    Attribute, Ident, Item, UseTree, Visibility,
    spanned::Spanned as _,
    visit::{self, Visit},
};

use super::source::{Meaning, Module, Name, Use, is_own};

/// Collects the names and paths of a module.
pub(super) struct Reader<'m>(pub(super) &'m mut Module);

impl Reader<'_> {
    fn define(&mut self, name: &Ident) {
        self.0.names.push((name.to_string(), Meaning::Item));
    }

    fn push(&mut self, path: Name, line: usize) {
        self.0.uses.push(Use { path, line, exported_as: None });
    }

    fn import(&mut self, tree: &UseTree, mut prefix: Name, exported: bool) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.import(&path.tree, prefix, exported);
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.import(tree, prefix.clone(), exported));
            }
            UseTree::Glob(_) => self.0.globs.push(prefix),
            UseTree::Name(name) => self.import_as(prefix, &name.ident, &name.ident, exported),
            UseTree::Rename(rename) => self.import_as(prefix, &rename.ident, &rename.rename, exported),
        }
    }

    fn import_as(&mut self, mut path: Name, ident: &Ident, rename: &Ident, exported: bool) {
        let name = if ident == "self" { path.last().cloned().unwrap_or_default() } else { ident.to_string() };
        let name = if ident == rename { name } else { rename.to_string() };
        if ident != "self" {
            path.push(ident.to_string());
        }
        let exported_as = exported.then(|| name.clone());
        self.0.names.push((name, Meaning::Import(path.clone())));
        self.0.uses.push(Use { path, line: ident.span().start().line, exported_as });
    }

    /// Paths in the tokens of a macro, which have no defined syntax.
    fn tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut line, mut colons) = (Name::new(), 0, 0);
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if colons == 2 && !path.is_empty() => path.push(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ':' && colons < 2 => {
                    colons = if punct.spacing() == Spacing::Joint || colons == 1 { colons + 1 } else { 0 };
                    continue;
                }
                other => {
                    self.end(&mut path, line);
                    match other {
                        TokenTree::Ident(ident) => {
                            line = ident.span().start().line;
                            path.push(ident.to_string());
                        }
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        _ => {}
                    }
                }
            }
            colons = 0;
        }
        self.end(&mut path, line);
    }

    fn end(&mut self, path: &mut Name, line: usize) {
        let path = std::mem::take(path);
        // A single keyword, such as the `self` of a method, is not a path.
        if path.len() > 1 || path.first().is_some_and(|first| !is_own(first)) {
            self.push(path, line);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Use(item) => {
                let exported = !matches!(item.vis, Visibility::Inherited);
                return self.import(&item.tree, Name::new(), exported);
            }
            Item::Const(item) => self.define(&item.ident),
            Item::Enum(item) => self.define(&item.ident),
            Item::Fn(item) => self.define(&item.sig.ident),
            Item::Static(item) => self.define(&item.ident),
            Item::Struct(item) => self.define(&item.ident),
            Item::Trait(item) => self.define(&item.ident),
            Item::Type(item) => self.define(&item.ident),
            Item::Macro(item) => item.ident.iter().for_each(|ident| self.define(ident)),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Name = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let lone = names.len() == 1 && is_own(&names[0]);
        if path.leading_colon.is_none() && !lone && names[0] != "Self" {
            self.push(names, path.span().start().line);
        }
        visit::visit_path(self, path);
    }

    // `pub(in crate::client)` imports nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    // Documentation and options of derives.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_macro(&mut self, invoked: &'ast syn::Macro) {
        self.visit_path(&invoked.path);
        self.tokens(invoked.tokens.clone());
    }
}
