//! Packages outside of this workspace that depend on the crate, and the cargo commands that build them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A folder with a package, and below it the packages that it depends on.
pub(crate) struct Package(PathBuf);

impl Package {
    /// Writes `Cargo.toml`, where `{pusher-typed}` is this crate's folder, and `src/lib.rs`.
    pub(crate) fn new(name: &str, manifest: &str, source: &str) -> Package {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let package = Package(folder);
        package.file("src/lib.rs", source);
        // The workspace's versions, which are on this machine.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, package.0.join("Cargo.lock")).expect("the workspace has a lock file");
        package.file("Cargo.toml", &manifest_text(name, &format!("\n[workspace]\n{manifest}")));
        package
    }

    /// Adds a package that this one may depend on, in a folder of its name.
    pub(crate) fn member(&self, name: &str, manifest: &str, source: &str) {
        self.file(&format!("{name}/src/lib.rs"), source);
        self.file(&format!("{name}/Cargo.toml"), &manifest_text(name, manifest));
    }

    /// Writes a file of the package.
    pub(crate) fn file(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is created");
        fs::write(path, text).expect("the file is written");
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.0.join("Cargo.toml")
    }

    /// Runs `cargo check`, with one target folder for all packages.
    pub(crate) fn check(&self) {
        let mut cargo = cargo();
        cargo.args(["check", "--offline", "--quiet", "--target-dir"]);
        cargo.arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages"));
        cargo.arg("--manifest-path").arg(self.manifest());
        run(cargo);
    }
}

fn manifest_text(name: &str, rest: &str) -> String {
    let text = format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n{rest}");
    text.replace("{pusher-typed}", env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The standard output of a command that succeeds.
pub(crate) fn run(mut command: Command) -> String {
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}
