//! Derive macros of `pusher-typed`.
