//! Runs the demonstration as a program, without a browser.

use std::{
    io::{BufRead as _, BufReader, Lines},
    process::{Child, ChildStdout, Command, Stdio},
};

use orders_schema::{Feed, OrderId};
use pusher_typed::testing::Server;
use reqwest::{
    Client, StatusCode,
    header::{CONTENT_TYPE, COOKIE, SET_COOKIE},
};
use serde_json::{Value, json};

/// The running program. Dropping it ends it.
struct Demo {
    program: Child,
    lines: Lines<BufReader<ChildStdout>>,
    address: String,
    http: Client,
}

impl Demo {
    fn start(url: Option<&str>) -> Demo {
        let mut command = Command::new(env!("CARGO_BIN_EXE_orders-demo"));
        for name in ["PUSHER_URL", "PORT", "SHOP", "DATABASE_URL", "ORDERS_DATABASE"] {
            command.env_remove(name);
        }
        command.env("STEP_MS", "10").stdout(Stdio::piped());
        if let Some(url) = url {
            command.env("PUSHER_URL", url);
        }
        let mut program = command.spawn().expect("the program starts");
        let lines = BufReader::new(program.stdout.take().expect("a pipe")).lines();
        let http = Client::builder().no_proxy().build().expect("an HTTP client");
        let mut demo = Demo { program, lines, address: String::new(), http };
        let open = demo.line_with("open");
        open.split_whitespace().last().expect("an address").clone_into(&mut demo.address);
        demo
    }

    /// The next line that contains this text.
    fn line_with(&mut self, text: &str) -> String {
        let mut seen = Vec::new();
        for line in self.lines.by_ref() {
            let line = line.expect("a line");
            if line.contains(text) {
                return line;
            }
            seen.push(line);
        }
        panic!("no line has {text:?}:\n{}", seen.join("\n"));
    }

    async fn post(&self, path: &str, cookie: &str, body: &Value) -> reqwest::Response {
        let request =
            self.http.post(format!("{}{path}", self.address)).header(CONTENT_TYPE, "application/json");
        request.header(COOKIE, cookie).body(body.to_string()).send().await.expect("a response")
    }

    /// Signs in; returns the cookie.
    async fn sign_in(&self, name: &str) -> String {
        let response = self.post("/session", "", &json!({ "name": name })).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        let cookie = response.headers()[SET_COOKIE].to_str().expect("text");
        cookie.split(';').next().expect("a pair").to_owned()
    }

    /// Sends the signal of Ctrl-C.
    fn interrupt(mut self) {
        let kill = Command::new("kill").args(["-INT", &self.program.id().to_string()]).status();
        assert!(kill.expect("kill runs").success());
        self.line_with("closed");
        assert!(self.program.wait().expect("the program ends").success());
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[tokio::test]
async fn an_order_goes_from_the_page_to_the_warehouse_and_back() {
    let mut demo = Demo::start(None);
    let page = demo.http.get(&demo.address).send().await.expect("a response").text().await.expect("a page");
    assert!(page.contains("<title>Orders</title>") && page.contains("/page.js"), "{page}");

    let ada = demo.sign_in("Ada").await;
    let response = demo.post("/orders", &ada, &json!({ "item": "flat white", "quantity": 2 })).await;
    assert_eq!(response.status(), StatusCode::CREATED);

    for line in [
        "Ada signed in",
        "2 × flat white for Ada",
        "order 1 is packed",
        "order 1 goes by",
        "order 1 was delivered",
    ] {
        demo.line_with(line);
    }
    demo.interrupt();
}

#[tokio::test]
async fn pusher_url_selects_the_realtime_service() {
    let server = Server::start().await.expect("a server");
    let mut demo = Demo::start(Some(&server.url()));
    assert!(demo.line_with("realtime").ends_with(&format!("{}:{}", server.host(), server.port())));
    demo.line_with("in the settings of the app");
    let ada = demo.sign_in("Ada").await;
    demo.post("/orders", &ada, &json!({ "item": "tea", "quantity": 1 })).await;
    let feed = server.wait_for_events::<Feed>(4).await.expect("the feed");
    assert!(matches!(feed[3], Feed::Delivered(ref event) if event.id == OrderId(1)), "{feed:?}");
    demo.interrupt();
}
