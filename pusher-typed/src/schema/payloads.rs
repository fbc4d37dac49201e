//! The JSON Schemas of payloads, with one name for each definition.
//!
//! A definition describes what the server writes. A property that serde does not require for reading is not
//! required in it, because events of older publishers may lack it; `x-pusher-always-sent` lists those of them that
//! are always written. If serde reads something other than it writes, there is a second definition: `MoneyInput`
//! beside `Money`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    catalog::CatalogError,
    contract::{Contract, Numbered},
    declared::{Aliases, SchemaFn},
    keys::Keys,
    merge::is_same,
    references::{reachable, rename_references},
    tidy::{forbidden_field, open_unions},
};

/// A payload to describe.
pub(super) struct Described {
    /// Its key in the document.
    pub(super) key: String,
    /// The name of its Rust type, without modules and arguments.
    pub(super) ident: String,
    /// A property that is left out: the id of a presence member.
    pub(super) without: Option<&'static str>,
    /// Whether it is a client event, which is described as it is read.
    pub(super) is_client: bool,
    pub(super) aliases: &'static [Aliases],
    pub(super) schema: SchemaFn,
}

/// The schemas of one payload.
#[derive(Debug, Clone)]
pub(super) struct Payload {
    /// As the server writes it.
    pub(super) written: Value,
    /// As serde reads it.
    pub(super) read: Value,
}

/// The payloads of a document.
#[derive(Default)]
pub(super) struct Payloads {
    payloads: BTreeMap<String, Payload>,
    /// The definitions, each with the first payload that uses it.
    definitions: BTreeMap<String, (Value, String)>,
}

impl Payloads {
    /// Describes the payloads, and names their definitions after their Rust types.
    pub(super) fn new(described: Vec<Described>) -> Result<Self, CatalogError> {
        let both = |it: Described| (Contract::written(it.schema), Contract::read(it.schema), it);
        let contracts: Vec<_> = described.into_iter().map(both).collect();
        let names = Names::new(&contracts)?;
        let mut payloads = Payloads::default();
        for (written, read, described) in contracts {
            payloads.add(written, read, &described, &names)?;
        }
        Ok(payloads)
    }

    fn add(
        &mut self,
        mut written: Contract,
        mut read: Contract,
        described: &Described,
        names: &Names,
    ) -> Result<(), CatalogError> {
        let Described { key, is_client, .. } = described;
        for contract in [&mut written, &mut read] {
            names.rename(contract, described)?;
            contract.add_aliases(key, described.aliases);
        }
        if let Some(property) = described.without {
            written.make_info(key, property);
            read.make_info(key, property);
        }
        refuse_forbidden(&written, key)?;
        refuse_forbidden(&read, key)?;
        let is_own = written.root_name().as_ref() == Some(key);
        let differing = written.merge(&read);
        let is_replaced = |name: &String| *is_client && is_own && name == key && differing.contains(name);
        let inputs: BTreeMap<String, String> = differing
            .iter()
            .filter(|name| !(*is_client && is_own && *name == key))
            .map(|name| (name.clone(), format!("{name}Input")))
            .collect();
        for (name, mut schema) in read.definitions {
            if differing.contains(&name) || !written.definitions.contains_key(&name) {
                rename_references(&mut schema, &inputs);
                self.insert(inputs.get(&name).cloned().unwrap_or(name), schema, key)?;
            }
        }
        for (name, schema) in written.definitions {
            if !is_replaced(&name) {
                self.insert(name, schema, key)?;
            }
        }
        rename_references(&mut read.root, &inputs);
        if is_same(&written.root, &read.root) {
            read.root.clone_from(&written.root);
        }
        self.payloads.insert(key.clone(), Payload { written: written.root, read: read.root });
        Ok(())
    }

    fn insert(&mut self, name: String, schema: Value, payload: &str) -> Result<(), CatalogError> {
        match self.definitions.get(&name) {
            Some((known, _)) if *known == schema => Ok(()),
            Some((_, other)) => {
                let mut payloads = vec![other.clone(), payload.to_owned()];
                payloads.sort();
                payloads.dedup();
                Err(CatalogError::TypeNames { name, payloads })
            }
            None => {
                self.definitions.insert(name, (schema, payload.to_owned()));
                Ok(())
            }
        }
    }

    /// The payload with this key.
    pub(super) fn get(&self, key: &str) -> Payload {
        let any = || Payload {
            written: Value::Object(serde_json::Map::new()),
            read: Value::Object(serde_json::Map::new()),
        };
        self.payloads.get(key).cloned().unwrap_or_else(any)
    }

    /// The definitions that the roots use.
    pub(super) fn definitions<'v>(self, roots: impl Iterator<Item = &'v Value>) -> BTreeMap<String, Value> {
        let mut definitions: BTreeMap<String, Value> =
            self.definitions.into_iter().map(|(name, (schema, _))| (name, schema)).collect();
        open_unions(&mut definitions);
        let used = reachable(roots, &definitions);
        definitions.retain(|name, _| used.contains(name));
        definitions
    }
}

/// Refuses fields that tools misread, in the definitions and in a payload that is not one of them.
fn refuse_forbidden(contract: &Contract, key: &str) -> Result<(), CatalogError> {
    let schemas = contract.definitions.iter().map(|(name, schema)| (name.as_str(), schema));
    for (ty, schema) in schemas.chain([(key, &contract.root)]) {
        if let Some(field) = forbidden_field(schema) {
            return Err(CatalogError::ForbiddenField { ty: ty.to_owned(), field: field.to_owned() });
        }
    }
    Ok(())
}

/// The names of all definitions of a document.
struct Names {
    keys: Keys,
    /// The keys of the payloads that are definitions themselves, by the paths of their types.
    own: BTreeMap<String, BTreeSet<String>>,
}

impl Names {
    fn new(contracts: &[(Contract, Contract, Described)]) -> Result<Self, CatalogError> {
        let mut own: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut paths = BTreeSet::new();
        for (written, read, described) in contracts {
            for contract in [written, read] {
                for definition in contract.definitions.keys() {
                    let path = path(contract, definition, described)?;
                    if is_own(contract, definition, &path, described) {
                        own.entry(path).or_default().insert(described.key.clone());
                    } else {
                        paths.insert(path);
                    }
                }
            }
        }
        paths.retain(|path| !own.contains_key(path));
        let reserved = contracts.iter().map(|(_, _, described)| described.key.clone()).collect();
        let entries = paths.into_iter().map(|path| (path, String::new()));
        let keys =
            Keys::new(entries, &reserved).map_err(|(name, types)| CatalogError::Names { name, types })?;
        Ok(Names { keys, own })
    }

    fn rename(&self, contract: &mut Contract, described: &Described) -> Result<(), CatalogError> {
        let mut names = BTreeMap::new();
        for definition in contract.definitions.keys() {
            let path = path(contract, definition, described)?;
            let own = self.own.get(&path).and_then(|keys| keys.first());
            let name = match own {
                _ if is_own(contract, definition, &path, described) => described.key.clone(),
                Some(key) => key.clone(),
                None => self.keys.get(&path, ""),
            };
            names.insert(definition.clone(), name);
        }
        contract.rename(|definition| names.get(definition).cloned().unwrap_or_else(|| definition.to_owned()));
        Ok(())
    }
}

fn path(contract: &Contract, definition: &str, described: &Described) -> Result<String, CatalogError> {
    contract.path(definition).map_err(|Numbered(name)| {
        let payloads = vec![described.key.clone()];
        CatalogError::TypeNames { name, payloads }
    })
}

/// Whether a definition is the payload's own type, under its own name.
fn is_own(contract: &Contract, definition: &str, path: &str, described: &Described) -> bool {
    let head = path.split('<').next().unwrap_or_default();
    described.without.is_none()
        && head.rsplit("::").next() == Some(&described.ident)
        && contract.root_name().as_deref() == Some(definition)
}
