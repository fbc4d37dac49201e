//! The folder in which the two crates are compiled, with cargo's own commands.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    rustc::{self, Measure},
    source::{self, Edition, Shape},
};

/// A workspace with one member for serde alone and one for our derives.
pub struct Project {
    folder: PathBuf,
    compiler: PathBuf,
}

/// The derives that one of the two crates uses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Derives {
    Serde,
    Ours,
}

impl Derives {
    pub const BOTH: [Derives; 2] = [Derives::Serde, Derives::Ours];

    /// The name of the crate.
    pub fn package(self) -> &'static str {
        match self {
            Derives::Serde => "with_serde",
            Derives::Ours => "with_ours",
        }
    }
}

impl Project {
    /// Writes the workspace; the dependencies have the versions of this one.
    pub fn new() -> io::Result<Project> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile_time");
        let project = Project { folder, compiler: rustc::compiler()? };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
        fs::create_dir_all(&project.folder)?;
        fs::write(
            project.folder.join("Cargo.toml"),
            "[workspace]\nresolver = \"3\"\nmembers = [\"with_serde\", \"with_ours\"]\n",
        )?;
        fs::copy(root.join("Cargo.lock"), project.folder.join("Cargo.lock"))?;
        for derives in Derives::BOTH {
            project.write_manifest(derives, &root)?;
            project.write(derives, &source::file(derives, Shape::Declared, Edition::First))?;
        }
        Ok(project)
    }

    fn write_manifest(&self, derives: Derives, root: &Path) -> io::Result<()> {
        let ours = format!(
            "pusher-typed = {{ path = '{}', default-features = false, features = [\"derive\"] }}\n",
            root.join("pusher-typed").display()
        );
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n{}",
            derives.package(),
            if derives == Derives::Ours { &ours } else { "" },
        );
        let folder = self.folder.join(derives.package());
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("Cargo.toml"), manifest)
    }

    /// Replaces the source of one of the crates.
    pub fn write(&self, derives: Derives, source: &str) -> io::Result<()> {
        fs::write(self.folder.join(derives.package()).join("src/lib.rs"), source)
    }

    /// Forgets what was compiled of one crate, but not of its dependencies.
    pub fn clean(&self, derives: Derives, command: &str) -> io::Result<()> {
        self.cargo(&["clean", "-p", derives.package()], command).status()?;
        Ok(())
    }

    /// Compiles one of the crates by `cargo check` or `cargo build`; gives what rustc took for it.
    pub fn compile(&self, derives: Derives, command: &str, measure: Measure) -> io::Result<u64> {
        let report = self.folder.join("report");
        fs::write(&report, "")?;
        let mut cargo = self.cargo(&[command, "--quiet", "-p", derives.package()], command);
        cargo
            .env("RUSTC_WORKSPACE_WRAPPER", env::current_exe()?)
            .env(rustc::REPORT, &report)
            .env(rustc::PACKAGE, derives.package())
            .env(rustc::MEASURE, measure.name());
        succeed(&mut cargo)?;
        let figure = fs::read_to_string(&report)?;
        figure.trim().parse().map_err(|_| io::Error::other("rustc was not started, so nothing was measured"))
    }

    /// A file with its macros expanded, formatted.
    pub fn expand(&self, source: &str) -> io::Result<String> {
        self.write(Derives::Ours, source)?;
        let mut cargo = self.cargo(&["rustc", "--quiet", "-p", Derives::Ours.package(), "--lib"], "check");
        cargo.args(["--profile", "check", "--", "-Zunpretty=expanded"]).env("RUSTC_BOOTSTRAP", "1");
        let expanded = self.folder.join("expanded.rs");
        succeed(cargo.stdout(fs::File::create(&expanded)?))?;
        succeed(Command::new("rustfmt").args(["--edition", "2024"]).arg(&expanded))?;
        fs::read_to_string(&expanded)
    }

    /// A target folder for each command, so that neither finds what the other left.
    fn cargo(&self, arguments: &[&str], command: &str) -> Command {
        let mut cargo = Command::new(self.compiler.with_file_name("cargo"));
        cargo
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target").join(command))
            .env("RUSTC", &self.compiler)
            .env_remove("RUSTC_WRAPPER")
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        cargo
    }
}

fn succeed(command: &mut Command) -> io::Result<()> {
    let output = command.spawn()?.wait_with_output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr))))
}
