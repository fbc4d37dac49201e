//! The harness itself: it leaves nothing running.

use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    time::Duration,
};

use pusher_typed_tests::{PusherJs, Sockudo};
use tokio::time::sleep;

use super::stage::{Outcome, Stage};
use crate::web_app::WebApp;

#[tokio::test]
async fn the_server_ends_with_its_value_even_while_a_client_is_connected() {
    let server = Sockudo::start().await;
    let _client = PusherJs::connect(&server).await;
    let address = ("127.0.0.1", server.port());
    assert!(TcpStream::connect(address).is_ok());

    drop(server);

    assert!(TcpStream::connect(address).is_err());
}

#[tokio::test]
async fn chromium_ends_with_its_value_even_in_a_test_that_panics() -> Outcome {
    let stage = Stage::new().await?;
    let browser = WebApp::open(&stage.client, &stage.server).await?.in_chromium("ada").await;
    let folder = browser.folder().ok_or("a browser has a folder")?.to_owned();
    assert_ne!(processes_in(&folder), Vec::<PathBuf>::new());

    let test = tokio::spawn(async move {
        let _browser = browser;
        panic!("on purpose, to end a browser");
    });
    assert!(test.await.is_err());

    assert!(!folder.exists());
    // They have been killed, but may end a moment later.
    for _ in 0..100 {
        if processes_in(&folder).is_empty() {
            return Ok(());
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("still running: {:?}", processes_in(&folder));
}

/// The processes that have this folder in their arguments or their environment.
fn processes_in(folder: &Path) -> Vec<PathBuf> {
    let folder = folder.as_os_str().as_encoded_bytes();
    let mentions = |process: &PathBuf| {
        ["cmdline", "environ"].iter().any(|file| {
            let text = fs::read(process.join(file)).unwrap_or_default();
            text.windows(folder.len()).any(|part| part == folder)
        })
    };
    let processes = fs::read_dir("/proc").expect("the kernel's list of processes").flatten();
    processes.map(|entry| entry.path()).filter(mentions).collect()
}
