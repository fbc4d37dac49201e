//! The TypeScript that catalogs write, by its compiler, and with the real pusher-js in Node.js.
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
