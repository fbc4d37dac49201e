//! Modelina, the official generator of models from `AsyncAPI` documents, and compilers for what it generates.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use crate::programs;

/// Models in TypeScript and Python, generated from a document.
#[derive(Debug)]
pub struct Models {
    folder: TempDir,
    /// Their names, in both languages.
    pub names: Vec<String>,
}

impl Models {
    /// Generates the models.
    pub fn generate(document: &str) -> Self {
        let folder = TempDir::with_prefix("pusher-typed-").expect("a temporary folder");
        let file = folder.path().join("asyncapi.json");
        fs::write(&file, document).expect("written");
        let output = output(programs::modelina().arg(&file).arg(folder.path()));
        let names = serde_json::from_str(&output).unwrap_or_else(|error| panic!("{error}: {output}"));
        Models { folder, names }
    }

    /// Compiles the TypeScript.
    pub fn check_typescript(&self) {
        let folder = self.folder.path().join("typescript");
        let options = serde_json::json!({
            "compilerOptions": {
                "target": "es2022", "lib": ["es2022"], "types": [], "module": "esnext",
                "moduleResolution": "bundler", "strict": true, "noEmit": true,
            },
            "include": ["*.ts"],
        });
        fs::write(folder.join("tsconfig.json"), options.to_string()).expect("written");
        output(&mut programs::typescript(&folder));
    }

    /// Compiles the Python. `compileall` accepts a folder without any, hence the count.
    pub fn check_python(&self) {
        let folder = self.folder.path().join("python");
        let files = fs::read_dir(&folder).expect("the folder of the models in Python");
        let models =
            files.filter_map(Result::ok).filter(|file| file.path().extension().is_some_and(|it| it == "py"));
        assert!(models.count() > 0, "Modelina wrote no Python");
        output(programs::python().args(["-m", "compileall", "-q"]).arg(folder));
    }

    /// The text of a model in TypeScript.
    pub fn typescript(&self, name: &str) -> String {
        text(&self.folder.path().join("typescript").join(name).with_extension("ts"))
    }
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// What a program writes; it must succeed.
fn output(command: &mut Command) -> String {
    let output = command.output().expect("the program runs");
    let (words, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?} failed:\n{words}\n{errors}");
    words.into_owned()
}
