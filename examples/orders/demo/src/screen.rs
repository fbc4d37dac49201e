//! The output in the terminal, in colour if it supports that.

use std::{
    env,
    error::Error,
    fmt,
    io::{IsTerminal, stdout},
};

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use crate::running::Running;

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const MAGENTA: &str = "35";
const CYAN: &str = "36";

/// Prints the log of the services from now on.
pub(crate) fn start() {
    tracing_subscriber::fmt().with_max_level(Level::INFO).with_ansi(has_colour()).event_format(Line).init();
}

pub(crate) fn welcome(running: &Running) {
    let config = running.config();
    let realtime = match &running.server {
        Some(server) => format!("in process, PUSHER_URL={}", server.url()),
        None => format!("{}:{}", config.host, config.port),
    };
    println!("\n{}\n", styled(BOLD, "Orders: two services and a browser"));
    println!("  open      {}", styled(CYAN, &format!("http://{}", running.address)));
    println!("  realtime  {realtime}");
    if running.server.is_none() {
        let hooks = format!("http://{}/pusher/webhooks", running.address);
        println!("  webhooks  set {hooks} in the settings of the app, if the service can reach it");
    }
    let hint = "A second browser or a private window is a second person. Press Ctrl-C to stop.";
    println!("\n{}\n", styled(DIM, hint));
}

pub(crate) fn goodbye() {
    println!("\n{}", styled(DIM, "closed"));
}

/// An error with its causes.
pub(crate) fn failed(error: &dyn Error) {
    eprintln!("{} {error}", styled(RED, "failed:"));
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("        because {error}");
        cause = error.source();
    }
}

fn has_colour() -> bool {
    stdout().is_terminal() && env::var_os("NO_COLOR").is_none()
}

fn styled(style: &str, text: &str) -> String {
    if has_colour() { paint(style, text) } else { text.to_owned() }
}

fn paint(style: &str, text: &str) -> String {
    format!("\x1b[{style}m{text}\x1b[0m")
}

/// One line for each log event: the part of the demonstration, and the message.
struct Line;

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'w> FormatFields<'w> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let metadata = event.metadata();
        let (who, style) = actor(metadata.target());
        let style = match *metadata.level() {
            Level::ERROR => RED,
            Level::WARN => YELLOW,
            _ => style,
        };
        let who = format!("{who:<9}");
        let who = if writer.has_ansi_escapes() { paint(style, &who) } else { who };
        write!(writer, "  {who}  ")?;
        context.format_fields(writer.by_ref(), event)?;
        writeln!(writer)
    }
}

fn actor(target: &str) -> (&str, &'static str) {
    match target {
        "orders_service::webhooks" => ("webhook", MAGENTA),
        target if target.starts_with("orders_service") => ("service", CYAN),
        target if target.starts_with("orders_warehouse") => ("warehouse", GREEN),
        other => (other, DIM),
    }
}
