//! A folder of TypeScript, its compiler, and Node.js.

use std::{fs, os::unix::fs::symlink, path::Path, time::Duration};

use axum::{
    Router, extract,
    http::{StatusCode, header::CONTENT_TYPE},
    routing::get,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::{conversation::Conversation, page::page, programs, tools};

const LIMIT: Duration = Duration::from_secs(40);

/// Programs beside a generated file, with pusher-js installed and the compiler at its strictest.
#[derive(Debug)]
pub struct TypeScript(TempDir);

/// An error that the compiler reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Relative to the folder.
    pub file: String,
    /// The first line is 1.
    pub line: usize,
    /// `TS2345`
    pub code: String,
    /// The message, with the lines that explain it.
    pub message: String,
}

impl TypeScript {
    /// An empty folder.
    #[expect(clippy::new_without_default, reason = "it creates a folder")]
    pub fn new() -> Self {
        let folder = TempDir::with_prefix("pusher-typed-").expect("a temporary folder");
        let modules = folder.path().join("node_modules");
        fs::create_dir(&modules).expect("a folder for packages");
        symlink(tools::pusher_js(), modules.join("pusher-js")).expect("a link to pusher-js");
        let project = TypeScript(folder);
        project.write("package.json", &json!({ "type": "module" }).to_string());
        project.write("tsconfig.json", &options().to_string());
        project
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Adds a file.
    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.path().join(file), text).unwrap_or_else(|error| panic!("{file}: {error}"));
    }

    /// Installs another package, by its name in `tests/package.json`.
    pub fn install(&self, package: &str) {
        let link = self.path().join("node_modules").join(package);
        fs::create_dir_all(link.parent().expect("a folder")).expect("a folder for the package");
        symlink(tools::npm_package(package), link).unwrap_or_else(|error| panic!("{package}: {error}"));
    }

    /// Bundles and minifies `entry` and what it imports, as an application is built.
    pub fn bundle(&self, entry: &str, bundle: &str) {
        let mut command = programs::esbuild(self.path());
        let output = format!("--outfile={bundle}");
        command.args([entry, "--bundle", "--minify", "--format=esm", "--target=es2022", &output]);
        let result = command.output().expect("esbuild runs");
        let words = String::from_utf8_lossy(&result.stderr);
        assert!(result.status.success() && words.is_empty(), "esbuild failed: {words}");
    }

    /// The routes of a page that runs its programs: the [`page`](crate::page()), and each file at `/files/{file}`.
    pub fn site<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let folder = self.path().to_owned();
        let file = async move |extract::Path(file): extract::Path<String>| {
            let text = fs::read_to_string(folder.join(file)).map_err(|_| StatusCode::NOT_FOUND)?;
            Ok::<_, StatusCode>(([(CONTENT_TYPE, "text/javascript; charset=utf-8")], text))
        };
        page().route("/files/{file}", get(file))
    }

    /// Resolves modules as Node.js does, in the place of a bundler.
    pub fn use_node(&self) {
        let mut options = options();
        for option in ["module", "moduleResolution"] {
            options["compilerOptions"][option] = json!("nodenext");
        }
        self.write("tsconfig.json", &options.to_string());
    }

    /// Compiles every file, and returns the errors.
    pub fn compile(&self) -> Vec<Diagnostic> {
        let output = programs::typescript(self.path()).output().expect("node runs");
        let words = String::from_utf8_lossy(&output.stdout);
        let unexpected = String::from_utf8_lossy(&output.stderr);
        assert!(unexpected.is_empty(), "the compiler failed: {unexpected}");
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        for line in words.lines() {
            match diagnostics.last_mut() {
                // Indented lines explain the line before.
                Some(last) if line.starts_with(' ') => last.message.extend(["\n", line]),
                _ => diagnostics.push(Diagnostic::parse(line).unwrap_or_else(|| panic!("{words}"))),
            }
        }
        assert_eq!(output.status.success(), diagnostics.is_empty(), "{words}");
        diagnostics
    }
}

/// The compiler's options: also the checks that `strict` does not include.
fn options() -> Value {
    json!({
        "compilerOptions": {
            "target": "es2022",
            "lib": ["es2022", "dom"],
            "types": [],
            "module": "esnext",
            "moduleResolution": "bundler",
            // the types of pusher-js do not compile by themselves
            "skipLibCheck": true,
            "strict": true,
            "noUncheckedIndexedAccess": true,
            "exactOptionalPropertyTypes": true,
            "noImplicitOverride": true,
            "noPropertyAccessFromIndexSignature": true,
            "noImplicitReturns": true,
            "noFallthroughCasesInSwitch": true,
            "noUnusedLocals": true,
            "noUnusedParameters": true,
            "isolatedModules": true,
            "verbatimModuleSyntax": true,
            "erasableSyntaxOnly": true,
        },
        "include": ["*.ts"],
    })
}

/// The file as the formatter prettier writes it.
pub fn formatted(typescript: &str) -> String {
    let folder = TempDir::with_prefix("pusher-typed-").expect("a temporary folder");
    let file = folder.path().join("channels.ts");
    fs::write(&file, typescript).expect("written");
    let output = programs::prettier(&file).output().expect("node runs");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the formatter failed: {words}");
    String::from_utf8(output.stdout).expect("text")
}

impl Diagnostic {
    /// `use.ts(5,36): error TS6133: 'c' is declared but its value is never read.`
    fn parse(line: &str) -> Option<Self> {
        let (place, rest) = line.split_once("): error ")?;
        let (file, at) = place.split_once('(')?;
        let (code, message) = rest.split_once(": ")?;
        Some(Diagnostic {
            file: file.to_owned(),
            line: at.split(',').next()?.parse().ok()?,
            code: code.to_owned(),
            message: message.to_owned(),
        })
    }
}

/// A running program of such a folder, which writes lines of JSON. Dropping it ends it.
#[derive(Debug)]
pub struct Program {
    conversation: Conversation,
    // Last, so that the folder is removed after the browser's processes have ended.
    _folder: Option<TempDir>,
}

impl Program {
    /// Starts what was compiled to this file, with one argument.
    pub fn start(project: &TypeScript, file: &str, options: &Value) -> Self {
        let mut command = programs::node_in(project.path());
        command.arg(file).arg(options.to_string());
        Program { conversation: Conversation::start("node", command), _folder: None }
    }

    /// Starts a module in a page of Chromium, at a URL that has the routes of [`TypeScript::site`]. Its function `run`
    /// gets the options and a function that writes a line.
    pub fn start_in_page(url: &str, file: &str, options: &Value) -> Self {
        let folder = TempDir::with_prefix("pusher-typed-").expect("a temporary folder");
        let mut command = programs::in_page(folder.path());
        command
            .arg(json!({ "url": url, "module": format!("/files/{file}"), "options": options }).to_string());
        Program { conversation: Conversation::start("chromium", command), _folder: Some(folder) }
    }

    /// The next line.
    pub async fn next(&mut self) -> Value {
        self.next_within(LIMIT).await
    }

    /// The next line of a program that takes longer.
    pub async fn next_within(&mut self, limit: Duration) -> Value {
        self.conversation.next("the next line", Instant::now() + limit).await
    }
}
