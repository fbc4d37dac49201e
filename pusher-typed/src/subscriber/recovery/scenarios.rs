//! The scenarios of `tests/recovery/scenarios.json`, which the generated TypeScript passes too.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use super::{Consumer, Outcome, Recovery, Request, Start, Wait};
use crate::{
    Position,
    history::{ChannelHistory, HistoryEvent, attach_position},
    subscriber::raw_event::RawEvent,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "about")]
    _about: Vec<String>,
    delays: Delays,
    scenarios: Vec<Scenario>,
}

/// In milliseconds.
#[derive(Deserialize)]
struct Delays {
    gap: u64,
    reconnect: u64,
    check: u64,
    retry: Vec<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    after: Option<Position>,
    capacity: Option<usize>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    #[serde(flatten)]
    input: Input,
    expect: Value,
}

#[derive(Deserialize)]
#[serde(tag = "step", rename_all = "camelCase")]
enum Input {
    Subscribed,
    Disconnected,
    Live(Live),
    Answer {
        history: Option<Answer>,
        #[serde(default)]
        others: bool,
        to: Option<u64>,
    },
    #[serde(rename_all = "camelCase")]
    Fail {
        status: Option<u16>,
        retry_after: Option<u64>,
        to: Option<u64>,
    },
    Pass {
        ms: u64,
    },
    Take {
        count: usize,
    },
    Resume {
        position: Position,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Live {
    Event { position: Position, through: Option<u64>, bytes: Option<usize> },
    Other { event: String, data: Value },
}

#[derive(Deserialize)]
#[serde(tag = "status", rename_all = "lowercase")]
enum Answer {
    Ok { last: Position, events: Vec<u64> },
    Reset { last: Position },
    Refused,
}

impl From<Answer> for ChannelHistory {
    fn from(answer: Answer) -> Self {
        let event = |offset| HistoryEvent {
            offset,
            event: "event".to_owned(),
            data: RawValue::from_string(json!({ "n": offset }).to_string()).expect("JSON"),
        };
        match answer {
            Answer::Ok { last, events } => {
                ChannelHistory::Events { last, events: events.into_iter().map(event).collect() }
            }
            Answer::Reset { last } => ChannelHistory::Reset { last },
            Answer::Refused => ChannelHistory::Refused,
        }
    }
}

/// The events that wait in the consumer, and those that were delivered by the present step.
struct Queue {
    capacity: usize,
    waiting: usize,
    delivered: Vec<RawEvent>,
}

impl Consumer for Queue {
    fn has_room(&mut self, _: &RawEvent) -> bool {
        !self.is_full()
    }

    fn is_full(&mut self) -> bool {
        self.waiting >= self.capacity
    }

    fn deliver(&mut self, event: RawEvent) {
        self.waiting += 1;
        self.delivered.push(event);
    }
}

struct Run<'t> {
    delays: &'t Delays,
    recovery: Recovery,
    ended: bool,
    queue: Queue,
    now: u64,
    timer: Option<(Wait, u64)>,
    last_request: u64,
    /// What the present step has led to.
    effects: serde_json::Map<String, Value>,
}

impl<'t> Run<'t> {
    fn new(delays: &'t Delays, scenario: &Scenario) -> Self {
        let queue =
            Queue { capacity: scenario.capacity.unwrap_or(usize::MAX), waiting: 0, delivered: Vec::new() };
        let recovery = Recovery::new(scenario.after.clone().map_or(Start::Now, Start::After));
        let effects = serde_json::Map::new();
        Run { delays, recovery, ended: false, queue, now: 0, timer: None, last_request: 0, effects }
    }

    fn step(&mut self, input: Input) {
        if self.ended {
            return;
        }
        match input {
            Input::Subscribed => self.recovery.subscribed(),
            Input::Disconnected => self.recovery.disconnected(),
            Input::Live(live) => self.live(live),
            Input::Answer { history, others, to } => {
                let number = to.unwrap_or(self.last_request);
                let outcome = match history {
                    Some(answer) => self.recovery.responded(number, answer.into(), others, &mut self.queue),
                    None => self.recovery.omitted(number, others),
                };
                self.outcome(outcome);
            }
            Input::Fail { status: Some(401 | 403), .. } => self.outcome(Outcome::Refused),
            Input::Fail { retry_after, to, .. } => {
                let number = to.unwrap_or(self.last_request);
                if self.recovery.failed(number, retry_after.map(Duration::from_secs)) {
                    self.effect("failed", json!(true));
                }
            }
            Input::Pass { ms } => self.pass(ms),
            Input::Take { count } => {
                self.queue.waiting -= count;
                if self.queue.waiting == 0 {
                    self.recovery.drained();
                }
            }
            Input::Resume { position } => self.recovery.resume(position),
        }
        self.pass(0);
    }

    fn live(&mut self, live: Live) {
        let messages: Vec<RawEvent> = match live {
            Live::Event { position, through, bytes } => {
                let offsets = position.offset()..=through.unwrap_or(position.offset());
                offsets.map(|offset| event(&position, offset, bytes)).collect()
            }
            Live::Other { event, data } => {
                vec![RawEvent {
                    event,
                    data: data.to_string(),
                    user_id: None,
                    position: None,
                    in_string: false,
                }]
            }
        };
        for message in messages {
            if let Some(other) = self.recovery.received(message, &mut self.queue) {
                let data: Value = serde_json::from_str(&other.data).expect("JSON");
                self.effect("pass", json!({ "event": other.event, "data": data }));
            }
        }
    }

    fn outcome(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Continues => {}
            Outcome::Reset(last) => self.effect("reset", json!(last)),
            Outcome::Refused => {
                self.ended = true;
                self.effect("refused", json!(true));
            }
            Outcome::Malformed(_) => self.effect("failed", json!(true)),
        }
    }

    fn effect(&mut self, name: &str, value: Value) {
        let earlier = self.effects.insert(name.to_owned(), value);
        assert_eq!(earlier, None, "`{name}` twice in one step");
    }

    /// Time passes, and every timer that elapses is served.
    fn pass(&mut self, ms: u64) {
        let end = self.now + ms;
        loop {
            let wait = self.recovery.wait().filter(|_| !self.ended);
            if self.timer.map(|(wait, _)| wait) != wait {
                self.timer = wait.map(|wait| (wait, self.now + self.delay(wait)));
            }
            match self.timer {
                Some((_, at)) if at <= end => {
                    (self.now, self.timer) = (at, None);
                    if let Some(Request { number, after }) = self.recovery.due(&mut self.queue) {
                        self.last_request = number;
                        self.effect("request", json!(after));
                    }
                }
                _ => break,
            }
        }
        self.now = end;
    }

    fn delay(&self, wait: Wait) -> u64 {
        match wait {
            Wait::None => 0,
            Wait::Gap => self.delays.gap,
            Wait::Reconnect => self.delays.reconnect,
            Wait::Check => self.delays.check,
            Wait::Retry { failures, at_least } => {
                let index = (failures as usize - 1).min(self.delays.retry.len() - 1);
                self.delays.retry[index].max(at_least.map_or(0, |pause| pause.as_secs() * 1000))
            }
        }
    }

    /// What the step has led to, as the table has it.
    fn take_effects(&mut self) -> Value {
        let delivered = std::mem::take(&mut self.queue.delivered);
        for event in &delivered {
            let position = event.position.as_ref().expect("a position");
            let data: Value = serde_json::from_str(&event.data).expect("JSON");
            assert_eq!((&*event.event, &data["n"]), ("event", &json!(position.offset())));
            assert_eq!(data.get("_position"), None);
        }
        if !delivered.is_empty() {
            let positions: Vec<_> = delivered.iter().map(|event| json!(event.position)).collect();
            self.effect("deliver", json!(positions));
        }
        Value::Object(std::mem::take(&mut self.effects))
    }
}

fn event(position: &Position, offset: u64, bytes: Option<usize>) -> RawEvent {
    let position = Position::new(position.epoch().clone(), offset).expect("a position");
    let data = match bytes {
        Some(bytes) => json!({ "n": offset, "text": "x".repeat(bytes) }),
        None => json!({ "n": offset }),
    };
    let data = attach_position(&data.to_string(), &position).expect("an object");
    RawEvent { event: "event".to_owned(), data, user_id: None, position: None, in_string: false }
}

/// `through` stands for all positions up to an offset.
fn expanded(mut expect: Value) -> Value {
    if let Some(through) = expect.as_object_mut().and_then(|expect| expect.remove("through")) {
        let first: Position = serde_json::from_value(expect["deliver"][0].clone()).expect("a position");
        let offsets = first.offset()..=through.as_u64().expect("an offset");
        expect["deliver"] = offsets.map(|offset| format!("{}.{offset}", first.epoch())).collect();
    }
    expect
}

#[test]
fn the_scenarios_of_the_table() {
    let table: Table =
        serde_json::from_str(include_str!("../../../tests/recovery/scenarios.json")).expect("the table");
    for scenario in table.scenarios {
        let mut run = Run::new(&table.delays, &scenario);
        for (index, step) in scenario.steps.into_iter().enumerate() {
            run.step(step.input);
            let effects = run.take_effects();
            assert_eq!(effects, expanded(step.expect), "{}: step {}", scenario.name, index + 1);
        }
    }
}
