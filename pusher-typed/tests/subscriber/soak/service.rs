//! The service, with its faults.

use std::{collections::VecDeque, sync::atomic::Ordering, time::Duration};

use serde_json::{Value, json};
use tokio::time::{Instant, sleep, sleep_until};

use super::{CHANNELS, Shared, random::Random};
use crate::scripted::{Peer, Scripted};

pub(super) struct Service<'s> {
    pub(super) scripted: Scripted,
    pub(super) shared: &'s Shared,
    pub(super) random: Random,
    /// The end of the faults.
    pub(super) until: Instant,
}

/// The end of a connection.
struct Gone;

/// One connection.
struct Connection {
    peer: Peer,
    /// Which channels are subscribed to.
    subscribed: [bool; 3],
    /// The channels whose confirmation comes late, and when.
    late: VecDeque<(Instant, usize)>,
}

impl Service<'_> {
    /// Serves one connection after the other.
    pub(super) async fn serve(mut self) {
        loop {
            // Events that are published without a connection.
            for _ in 0..self.random.below(5) {
                let channel = self.random.index(CHANNELS.len());
                self.publish(channel);
            }
            let peer = self.scripted.accept_silently().await;
            self.shared.count("connections", 1);
            self.shared.note(|| "service: accepts".to_owned());
            if let Some(peer) = self.greet(peer).await {
                let connection = Connection { peer, subscribed: [false; 3], late: VecDeque::new() };
                let Gone = self.serve_connection(connection).await;
            }
        }
    }

    fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }

    /// Establishes a connection, or refuses it, or says nothing.
    async fn greet(&mut self, mut peer: Peer) -> Option<Peer> {
        if !self.is_over() && self.random.percent(30) {
            match self.random.below(4) {
                0 => {
                    self.shared.count("faults: connection reset before the greeting", 1);
                    drop(peer);
                }
                1 => {
                    self.shared.count("faults: connection without a greeting", 1);
                    sleep(Duration::from_secs(15)).await;
                }
                _ => {
                    self.shared.count("faults: connection refused", 1);
                    peer.close([4100, 4200, 1011][self.random.index(3)], "refused").await;
                }
            }
            return None;
        }
        peer.greet(1).await.then_some(peer)
    }

    async fn serve_connection(&mut self, mut connection: Connection) -> Gone {
        let mut act_at = Instant::now();
        loop {
            let late = connection.late.front().map_or(act_at, |(at, _)| *at);
            tokio::select! {
                biased;
                message = connection.peer.try_next() => {
                    let Some(message) = message else { return Gone };
                    if self.answer(&mut connection, &message).await.is_err() {
                        return Gone;
                    }
                }
                () = sleep_until(act_at.min(late)) => {
                    let outcome = if late < act_at {
                        confirm_late(&mut connection).await
                    } else {
                        let pause = if self.is_over() { Duration::from_secs(10) } else { self.random.duration(Duration::from_secs(2)) };
                        act_at = Instant::now() + pause;
                        self.act(&mut connection).await
                    };
                    if outcome.is_err() {
                        return Gone;
                    }
                }
            }
        }
    }

    /// Subscribes, or ignores, refuses or delays it.
    async fn answer(&mut self, connection: &mut Connection, message: &Value) -> Result<(), Gone> {
        self.shared.note(|| format!("service: receives {message}"));
        let name = message["data"]["channel"].as_str().unwrap_or_default();
        let Some(channel) = CHANNELS.iter().position(|it| *it == name) else { return Ok(()) };
        if message["event"] == "pusher:unsubscribe" {
            connection.subscribed[channel] = false;
            return Ok(());
        }
        assert_eq!(message["event"], "pusher:subscribe");
        let fault = if self.is_over() { 100 } else { self.random.below(100) };
        self.shared.note(|| format!("service: answer {fault}"));
        match fault {
            0..10 => self.shared.count("faults: subscription ignored", 1),
            10..20 => {
                self.shared.count("faults: subscription refused for now", 1);
                let error = json!({ "type": "ServerError", "error": "not now", "status": 500 });
                connection.send("pusher:subscription_error", Some(name), &error).await?;
            }
            20..30 => {
                self.shared.count("faults: subscription confirmed late", 1);
                connection.subscribed[channel] = true;
                connection.late.push_back((Instant::now() + Duration::from_secs(12), channel));
            }
            _ => {
                connection.subscribed[channel] = true;
                connection.send("pusher_internal:subscription_succeeded", Some(name), &json!({})).await?;
            }
        }
        Ok(())
    }

    /// Publishes, mostly.
    async fn act(&mut self, connection: &mut Connection) -> Result<(), Gone> {
        if self.is_over() {
            for channel in 0..CHANNELS.len() {
                let number = self.publish(channel);
                self.shared.last[channel].fetch_min(number, Ordering::SeqCst);
                connection.event(channel, number).await?;
            }
            return Ok(());
        }
        let channel = self.random.index(CHANNELS.len());
        let action = self.random.below(100);
        let next = self.shared.published[channel].load(Ordering::SeqCst);
        let subscribed = connection.subscribed[channel];
        self.shared
            .note(|| format!("service: action {action} on {channel}, {next}, subscribed: {subscribed}"));
        match action {
            0..4 => {
                self.shared.count("faults: reset", 1);
                return Err(Gone);
            }
            4..7 => {
                self.shared.count("faults: closed", 1);
                connection.peer.start_close([4100, 4200, 1001][self.random.index(3)], "closed").await;
                return Err(Gone);
            }
            7..10 => {
                self.shared.count("faults: stall", 1);
                sleep(self.random.duration(Duration::from_secs(60))).await;
            }
            10..15 => {
                self.shared.count("faults: flood", 1);
                for _ in 0..300 {
                    let number = self.publish(channel);
                    connection.event(channel, number).await?;
                }
            }
            15..20 => {
                self.shared.count("faults: damaged message", 1);
                let number = self.publish(channel);
                if connection.subscribed[channel] {
                    let texts = damaged(CHANNELS[channel], number);
                    let text = &texts[self.random.index(texts.len())];
                    connection.peer.try_send_text(text).await.map_err(|_| Gone)?;
                }
            }
            20..25 => {
                self.shared.count("faults: error without a close", 1);
                let code = [4200, 4301][self.random.index(2)];
                let error = json!({ "code": code, "message": "an error" });
                connection.send("pusher:error", None, &error).await?;
            }
            25..30 => connection.send("pusher:ping", None, &json!({})).await?,
            _ => {
                let number = self.publish(channel);
                connection.event(channel, number).await?;
            }
        }
        Ok(())
    }

    /// The number of another event.
    fn publish(&self, channel: usize) -> u64 {
        self.shared.count("events published", 1);
        self.shared.published[channel].fetch_add(1, Ordering::SeqCst)
    }
}

/// Messages that cannot be read, in the place of an event.
fn damaged(channel: &str, number: u64) -> [String; 4] {
    let whole =
        json!({ "event": "message", "channel": channel, "data": format!("{{\"text\":\"{number}\"}}") });
    let whole = whole.to_string();
    let cut_off = whole.split_at(whole.len() / 2).0.to_owned();
    [
        cut_off,
        whole.split_at(10).0.to_owned(),
        whole.replacen('{', "{\"event\":\"message\",", 1),
        whole.replace("\"message\"", "null"),
    ]
}

async fn confirm_late(connection: &mut Connection) -> Result<(), Gone> {
    let Some((_, channel)) = connection.late.pop_front() else { return Ok(()) };
    connection.send("pusher_internal:subscription_succeeded", Some(CHANNELS[channel]), &json!({})).await
}

impl Connection {
    async fn send(&mut self, event: &str, channel: Option<&str>, data: &Value) -> Result<(), Gone> {
        self.peer.try_send(event, channel, data).await.map_err(|_| Gone)
    }

    /// Sends an event to a subscriber.
    async fn event(&mut self, channel: usize, number: u64) -> Result<(), Gone> {
        if !self.subscribed[channel] {
            return Ok(());
        }
        let text = format!("{number} {}", "x".repeat(200));
        self.send("message", Some(CHANNELS[channel]), &json!({ "text": text })).await
    }
}
