//! The TypeScript that catalogs generate, checked by its compiler, and executed with pusher-js in Node.js.
#![expect(unreachable_pub, reason = "the declarations read as they would in the application's own crate")]

mod forms;
mod models;
mod names;
mod programs;
mod react;
mod recovery;
mod schema;
mod talk;
mod values;
mod words;
