//! The page that Chromium opens. The application under test serves it, so that requests from the page have the same
//! origin.

use std::fs;

use axum::{
    Router,
    http::header::CONTENT_TYPE,
    response::{Html, IntoResponse},
    routing::get,
};

use crate::tools;

const PAGE: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>pusher-js</title>
<script src=\"/pusher.js\"></script>
";
const CLIENT: &str = include_str!("client.mjs");
const BUNDLE: &str = "dist/web/pusher-with-encryption.min.js";

/// The routes of the page: `/`, the browser build of pusher-js at `/pusher.js`, and the script that controls it at `/client.mjs`.
pub fn page<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/", get(async || Html(PAGE)))
        .route("/pusher.js", get(async || script(bundle())))
        .route("/client.mjs", get(async || script(CLIENT.to_owned())))
}

fn bundle() -> String {
    let file = tools::pusher_js().join(BUNDLE);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn script(text: String) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], text)
}
