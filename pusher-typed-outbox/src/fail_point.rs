//! Points at which tests end the process: between every two statements. Not part of the public API.

use std::sync::OnceLock;

static HOOK: OnceLock<fn(&'static str)> = OnceLock::new();

/// Has `hook` called at every point with its name. Only the first hook counts.
pub fn install(hook: fn(&'static str)) {
    let _ = HOOK.set(hook);
}

pub(crate) fn reached(point: &'static str) {
    if let Some(hook) = HOOK.get() {
        hook(point);
    }
}
