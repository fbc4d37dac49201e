//! The history as an endpoint of an axum application.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::State,
    http::{Request, Response, StatusCode, header},
    response::IntoResponse,
    routing::post,
};
use pusher_typed_outbox::{HistoryError, HistoryRequest, HistoryResponse, Outbox};
use sqlx::{Pool, Sqlite, query_scalar};
use tower::ServiceExt as _;

use crate::{database::Fixture, history::AppChannel, orders::Counted, recoverable::publish};

#[derive(Clone)]
struct App {
    outbox: Outbox<Sqlite>,
    pool: Pool<Sqlite>,
    /// The channel that the user may see.
    user: u64,
}

/// A decision without I/O.
async fn history(
    State(app): State<App>,
    request: HistoryRequest<AppChannel>,
) -> Result<HistoryResponse, HistoryError> {
    let request = request.authorize(|channel| match channel {
        AppChannel::Stock(stock) => stock.id == app.user,
        AppChannel::Order(_) | AppChannel::Secret(_) => false,
    });
    app.outbox.history(request).await
}

/// A decision by the database.
async fn history_by_query(
    State(app): State<App>,
    request: HistoryRequest<AppChannel>,
) -> Result<HistoryResponse, StatusCode> {
    let request = request
        .try_authorize(async |channel| match channel {
            AppChannel::Stock(stock) => {
                let sql = "SELECT EXISTS (SELECT 1 FROM orders WHERE id = ?1)";
                query_scalar(sql).bind(stock.id.cast_signed()).fetch_one(&app.pool).await
            }
            AppChannel::Order(_) | AppChannel::Secret(_) => Ok(false),
        })
        .await
        .map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    app.outbox.history(request).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}

async fn app(fixture: &Fixture<Sqlite>) -> Router {
    publish(fixture, (1..=2).map(|n| Counted { id: n, n })).await;
    fixture.execute("INSERT INTO orders VALUES (1)").await;
    let (outbox, pool) = (fixture.outbox.clone(), fixture.pool.clone());
    Router::new()
        .route("/history", post(history))
        .route("/history-by-query", post(history_by_query))
        .with_state(App { outbox, pool, user: 1 })
}

async fn response(app: &Router, path: &str, body: impl Into<Body>) -> Response<Body> {
    let request = Request::post(path).body(body.into()).expect("a request");
    app.clone().oneshot(request).await.expect("a response")
}

async fn text(response: Response<Body>) -> String {
    let body = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    String::from_utf8(body.to_vec()).expect("text")
}

#[tokio::test]
async fn a_handler_decides_about_each_channel() {
    let fixture = Fixture::<Sqlite>::new().await;
    let app = app(&fixture).await;
    let epoch = fixture.text("SELECT word FROM pusher_epoch").await;
    for path in ["/history", "/history-by-query"] {
        let body = format!(
            r#"{{"channels":{{"private-stock-1":"{epoch}.0","private-stock-2":"{epoch}.0","private-orders-1":null}}}}"#
        );
        let response = response(&app, path, body).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
        assert_eq!(
            text(response).await,
            format!(
                r#"{{"channels":{{"private-orders-1":{{"status":"refused"}},"private-stock-1":{{"status":"ok","last":"{epoch}.1","events":[{{"offset":1,"event":"counted","data":{{"id":1,"n":1}}}}]}},"private-stock-2":{{"status":"refused"}}}}}}"#
            )
        );
    }
}

#[tokio::test]
async fn a_body_that_is_no_request_is_refused() {
    let fixture = Fixture::<Sqlite>::new().await;
    let app = app(&fixture).await;
    let large = "x".repeat(300 * 1024);
    for (body, status) in [("[]".to_owned(), StatusCode::BAD_REQUEST), (large, StatusCode::PAYLOAD_TOO_LARGE)]
    {
        assert_eq!(response(&app, "/history", body).await.status(), status);
    }
}

#[tokio::test]
async fn a_failure_of_the_database_is_a_503_without_details() {
    let fixture = Fixture::<Sqlite>::new().await;
    let app = app(&fixture).await;
    fixture.execute("ALTER TABLE pusher_offsets RENAME TO elsewhere").await;
    let response = response(&app, "/history", r#"{"channels":{"private-stock-1":null}}"#).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(text(response).await, "the history is not available");
    let error: HistoryError = HistoryError::InvalidPosition;
    assert_eq!(error.into_response().status(), StatusCode::SERVICE_UNAVAILABLE);
}
