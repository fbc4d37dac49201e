//! Typed events go from Rust through a real server to pusher-js.
//!
//! `examples/run` installs the server (Sockudo) and the client (pusher-js), then runs this. Both run on
//! loopback and end with the program.
#![expect(unreachable_pub, reason = "schema.rs reads as it would in a separate crate")]

mod auth;
mod schema;

use std::{error::Error, time::Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pusher_typed::{Client, SocketId};
use pusher_typed_examples::screen;
use pusher_typed_tests::{MASTER_KEY, PusherJs, Received, Sockudo};

use crate::schema::{Notice, OrderCreated, OrderShipped, VaultChannel, VaultOpened};

/// Prints the source of a call, makes it, and prints what the browser receives.
macro_rules! send {
    ($browser:ident, $($call:tt)+) => {
        screen::sent(stringify!($($call)+));
        $($call)+.await?;
        show(&$browser.next_event().await);
    };
}

/// Prints what the browser received.
fn show(event: &Received) {
    let place = event.channel.as_deref().unwrap_or("to the user");
    screen::received("pusher-js", &format!("{place}: {} {}", event.event, event.data));
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let server = Sockudo::start().await;
    screen::note(&format!("Sockudo listens on 127.0.0.1:{}", server.port()));
    let client = Client::builder(server.app_id(), Sockudo::KEY, Sockudo::SECRET)
        .host("127.0.0.1")
        .port(server.port())
        .tls(false)
        .encryption_master_key_base64(STANDARD.encode(MASTER_KEY))
        .build()?;

    let mut browser = PusherJs::connect_as(&server, &auth::serve(client.clone()).await?, "ada").await;
    browser.sign_in().await;
    for channel in ["private-orders-7", "private-encrypted-vault-ada"] {
        browser.subscribe(channel).await;
        screen::note(&format!("pusher-js, signed in as ada, is subscribed to {channel}"));
    }

    screen::title("The fields of an event name its channel");
    let created = OrderCreated { id: 7, total_cents: 4_200 };
    send!(browser, client.trigger(&created));

    screen::title("An encrypted channel: only the browser can decrypt it");
    let vault = VaultChannel { owner: "ada".into() };
    let opened = VaultOpened { by: "Bob “the key” Smith 🔑".into() };
    send!(browser, client.trigger_on(&vault, &opened));

    screen::title("Events of different types in one request");
    let shipped = OrderShipped { id: 7, carrier: "post".into() };
    send!(browser, client.batch().event(&shipped).event_on(&vault, &opened).send());
    show(&browser.next_event().await);

    screen::title("Excluding the browser that caused the event; it receives only the next one");
    let socket_id: SocketId = browser.socket_id().parse()?;
    screen::sent("client.trigger(&created).exclude(&socket_id)");
    client.trigger(&created).exclude(&socket_id).await?;
    send!(browser, client.trigger(&shipped));

    screen::title("To all connections of one signed-in user");
    let notice = Notice { text: "your order is on its way".into() };
    send!(browser, client.send_to_user("ada", &notice));

    screen::title("Invalid names are refused before anything is sent");
    let invalid = VaultChannel { owner: "ada's".into() };
    screen::sent("client.trigger_on(&VaultChannel { owner: \"ada's\" }, &opened)");
    match client.trigger_on(&invalid, &opened).await {
        Ok(_) => return Err("a name with an apostrophe was accepted".into()),
        Err(error) => screen::refused(&error),
    }

    screen::note(&format!("done in {:.1} s", started.elapsed().as_secs_f32()));
    Ok(())
}
