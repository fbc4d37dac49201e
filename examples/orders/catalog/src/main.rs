//! A command that exports the declarations of the demonstration.
//!
//! `cargo run -p orders-catalog -- asyncapi examples/orders/asyncapi.json`,
//! `cargo run -p orders-catalog -- typescript examples/orders/web/src/generated/orders.ts`,
//! `cargo run -p orders-catalog -- check examples/orders/asyncapi.json`; without arguments it
//! lists its commands. The tests below keep both files up to date.

use std::{env, process::ExitCode};

use orders_schema::{Notice, PageChannel, Report, ShopHook, Task, WebhookReceived};
use pusher_typed::schema::Catalog;

fn catalog() -> Catalog {
    Catalog::new("orders", env!("CARGO_PKG_VERSION"))
        .description("A shop, its warehouse and its page: the demonstration of pusher-typed.")
        .channels::<PageChannel>()
        .events::<Task>()
        .events::<Report>()
        .events::<WebhookReceived>()
        .events::<Notice>()
        .webhooks::<ShopHook>()
}

fn main() -> ExitCode {
    catalog().run(env::args().skip(1))
}

#[cfg(test)]
mod tests;
