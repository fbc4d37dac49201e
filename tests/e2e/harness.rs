//! The harness itself: it leaves nothing running.

use std::net::TcpStream;

use pusher_typed_tests::{PusherJs, Sockudo};

#[tokio::test]
async fn the_server_ends_with_its_value_even_while_a_client_is_connected() {
    let server = Sockudo::start().await;
    let _client = PusherJs::connect(&server).await;
    let address = ("127.0.0.1", server.port());
    assert!(TcpStream::connect(address).is_ok());

    drop(server);

    assert!(TcpStream::connect(address).is_err());
}
