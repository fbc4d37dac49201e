//! Points between the statements at which tests end the process. Not part of the public API.

use std::sync::OnceLock;

static HOOK: OnceLock<fn(&'static str)> = OnceLock::new();

/// Registers `hook`, which is called at every point with its name. Only the first hook is used.
pub fn install(hook: fn(&'static str)) {
    let _ = HOOK.set(hook);
}

pub(crate) fn reached(point: &'static str) {
    if let Some(hook) = HOOK.get() {
        hook(point);
    }
}
