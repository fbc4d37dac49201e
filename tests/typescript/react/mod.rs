//! The hook of the guide's page about the browser, in Chromium under `StrictMode`: every component shows the log,
//! whatever happens to the messages, and nothing remains when the components are gone.

use std::{
    error::Error,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::IntoResponse,
    routing::{get, post},
};
use pusher_typed::{
    Channel, Client, Event,
    client::{AuthError, AuthReply, ChannelAuthRequest},
    history::HistoryQuery,
    schema::Catalog,
    testing::{FaultPlan, MemoryHistory, Server},
};
use pusher_typed_tests::{Program, TypeScript};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>", recoverable)]
struct OrderChannel {
    id: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = OrderChannel, event = "line-added")]
struct LineAdded {
    text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = OrderChannel, event = "loaded")]
struct Order {
    lines: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "scenes")]
struct Scenes;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Scenes, event = "next")]
struct Next {}

/// The program in the guide that begins with this line.
fn program_of_the_guide(first_line: &str) -> String {
    let guide = include_str!("../../../pusher-typed/src/guide/browser.md");
    let (_, rest) = guide.split_once(first_line).expect("the program");
    rest.split_once("```").expect("the end of the program").0.replace("./generated/orders", "./channels.js")
}

fn project() -> TypeScript {
    let project = TypeScript::new();
    for package in ["react", "react-dom", "@types/react", "@types/react-dom"] {
        project.install(package);
    }
    let file = Catalog::new("orders", "1").events::<LineAdded>().events::<Order>().typescript();
    project.write("channels.ts", &file.expect("a file"));
    project.write("use_order.ts", &program_of_the_guide("// use_order.ts\n"));
    project.write("app.ts", include_str!("app.ts"));
    assert_eq!(project.compile(), []);
    project.bundle("app.ts", "bundle.js");
    project
}

/// The application.
#[derive(Clone)]
struct App {
    client: Client,
    history: MemoryHistory,
    /// The lines of the orders 7 and 8.
    lines: Arc<Mutex<[Vec<String>; 2]>>,
}

impl App {
    fn lines(&self, id: u64) -> Vec<String> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines[usize::from(id == 8)].clone()
    }

    async fn add(&self, id: u64, text: &str) -> Outcome {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)[usize::from(id == 8)].push(text.to_owned());
        let event = LineAdded { text: text.to_owned() };
        Ok(self.history.publish_on(&self.client, &OrderChannel { id }, &event).await?)
    }
}

async fn authorize(
    State(app): State<App>,
    request: ChannelAuthRequest<OrderChannel>,
) -> Result<AuthReply, AuthError> {
    Ok(AuthReply::from(&app.client.authorize(&request.socket_id, &request.channel)?))
}

async fn order(State(app): State<App>, Path(id): Path<u64>) -> impl IntoResponse {
    let position = app.history.last(&OrderChannel { id }).expect("a name");
    let page = json!({ "order": { "lines": app.lines(id) }, "position": position });
    ([(CONTENT_TYPE, "application/json")], page.to_string())
}

async fn history(State(app): State<App>, query: Bytes) -> Result<impl IntoResponse, StatusCode> {
    let query: HistoryQuery = serde_json::from_slice(&query).map_err(|_| StatusCode::BAD_REQUEST)?;
    let page = app.history.read(&query);
    let page = serde_json::to_string(&page).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(([(CONTENT_TYPE, "application/json")], page))
}

async fn serve(app: App, page: Router<App>) -> Outcome<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let routes = page
        .route("/pusher/auth", post(authorize))
        .route("/pusher/history", post(history))
        .route("/orders/{id}", get(order))
        .with_state(app);
    tokio::spawn(axum::serve(listener, routes).into_future());
    Ok(url)
}

/// The page, and what its two components show.
struct Page {
    program: Program,
    shown: [Value; 2],
}

impl Page {
    /// Reads what the page says until both components show the lines of these orders.
    async fn shows(&mut self, app: &App, orders: [u64; 2]) {
        let expected = orders.map(|id| json!([id, app.lines(id)]));
        while self.shown != expected {
            let said = self.program.next().await;
            if let Some(label) = said["label"].as_str() {
                self.shown[usize::from(label == "other")] = json!([said["id"], said["lines"]]);
            }
        }
    }
}

#[tokio::test]
async fn the_hook_shows_the_log_and_leaves_nothing_behind() -> Outcome {
    let server = Server::start().await?;
    let (client, history) = (server.client().clone(), MemoryHistory::new());
    let app = App { client, history, lines: Arc::default() };
    app.add(7, "before").await?;
    let project = project();
    let url = serve(app.clone(), project.site()).await?;
    let options = json!({ "port": server.port(), "key": server.key() });
    let program = Program::start_in_page(&url, "bundle.js", &options);
    let mut page = Page { program, shown: [Value::Null, Value::Null] };
    page.shows(&app, [7, 7]).await;

    // Both components are subscribed when they show a line that only a message has announced.
    app.add(7, "live").await?;
    page.shows(&app, [7, 7]).await;
    server.set_faults(FaultPlan::new(1).lose(0.2).duplicate(0.2).reorder(0.2));
    for number in 0..50 {
        app.add(7, &format!("line {number}")).await?;
        if number == 25 {
            server.drop_connections();
        }
    }
    server.set_faults(None);
    // What was lost last is noticed by the next event.
    app.add(7, "last").await?;
    page.shows(&app, [7, 7]).await;

    // A restored backup: the page loads its state again.
    app.history.new_epoch();
    app.add(7, "restored").await?;
    page.shows(&app, [7, 7]).await;

    app.add(8, "of another order").await?;
    app.client.trigger_on(&Scenes, &Next {}).await?;
    page.shows(&app, [8, 7]).await;

    app.client.trigger_on(&Scenes, &Next {}).await?;
    loop {
        let said = page.program.next().await;
        if said["ended"] == true {
            // The channel of the scenes remains.
            let expected = json!({ "ended": true, "channels": 1, "visibilitychange": 0, "pageshow": 0 });
            assert_eq!(said, expected);
            return Ok(());
        }
    }
}
