//! The type of a channel's names, and the function that creates them.

use super::{
    layout::{WIDTH, indent},
    names::{FileNames, camel_case},
    notes::deprecated,
    parameters::{Part, Placeholder, parts, template_of},
    text::{comment, literal},
};
use crate::schema::async_api::Channel;

/// A channel type and its names in the file.
pub(super) struct Named<'d> {
    /// The key in the document.
    pub(super) key: &'d str,
    pub(super) channel: &'d Channel,
    /// The type of its names.
    pub(super) names: String,
    pub(super) function: String,
}

impl<'d> Named<'d> {
    pub(super) fn new((key, channel): (&'d String, &'d Channel), names: &mut FileNames) -> Self {
        Named {
            key,
            channel,
            names: names.types.take(&format!("{key}Name")),
            function: names.functions.take(&camel_case(key)),
        }
    }

    /// The declarations of both.
    pub(super) fn declarations(&self, names: &FileNames) -> String {
        let parts = parts(self.channel, &names.parameters);
        let key = literal(self.key);
        let template = template_of(&parts, Placeholder::template_type);
        let ty = format!("export type {} =", self.names);
        let tag = format!("Named<{key}>;");
        // As much on the first line as fits.
        let text = if ty.len() + template.len() + tag.len() + "  & ".len() <= WIDTH {
            format!("{ty} {template} & {tag}")
        } else if ty.len() + template.len() + "  &".len() <= WIDTH {
            format!("{ty} {template} &\n  {tag}")
        } else {
            format!("{ty}\n  {template} &\n    {tag}")
        };
        format!(
            "{text}\n\n{}export function {}({}): {} {{\n{}}}\n",
            self.comment(&parts),
            self.function,
            parameters(&parts),
            self.names,
            indent(&body(&key, &parts)),
        )
    }

    fn comment(&self, parts: &[Part<'_>]) -> String {
        let described = placeholders(parts).filter(|it| !it.description.is_empty());
        let tags: Vec<String> =
            described.map(|it| format!("@param {} {}", it.name, it.description)).collect();
        let description = self.channel.description.as_deref().unwrap_or_default();
        comment([description, &tags.join("\n"), deprecated(self.channel.deprecated)])
    }
}

fn placeholders<'p, 'd>(parts: &'p [Part<'d>]) -> impl Iterator<Item = &'p Placeholder<'d>> {
    parts.iter().filter_map(|part| match part {
        Part::Placeholder(placeholder) => Some(placeholder),
        Part::Text(_) => None,
    })
}

fn parameters(parts: &[Part<'_>]) -> String {
    let parameters: Vec<String> = placeholders(parts).map(|it| format!("{}: {}", it.name, it.ty())).collect();
    match parameters.as_slice() {
        [] | [_] => parameters.concat(),
        _ => format!("\n  {},\n", parameters.join(",\n  ")),
    }
}

/// A call in the body of a function; each argument has its own line if one line is too long.
fn call(function: &str, arguments: &[String], before: &str) -> String {
    let line = format!("{before}{function}({})", arguments.join(", "));
    if "  ;".len() + line.len() <= WIDTH {
        return line;
    }
    format!("{before}{function}(\n{},\n)", indent(&arguments.join(",\n")))
}

/// The function's body: checks each parameter, then creates the name.
fn body(key: &str, parts: &[Part<'_>]) -> String {
    let check = |it: &Placeholder<'_>| {
        let mut arguments = vec![key.to_owned(), literal(it.field), it.name.clone(), it.texts()];
        arguments.extend(it.bounds());
        call("check", &arguments, "") + ";\n"
    };
    let checks: String = placeholders(parts).map(check).collect();
    let name = template_of(parts, |it| format!("${{{}}}", it.name));
    let name = call("nameOf", &[key.to_owned(), name], "return ");
    format!("{checks}{name};\n")
}
