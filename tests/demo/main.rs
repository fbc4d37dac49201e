//! The page of the orders demonstration, used by people: two browsers, the shop's service and the warehouse, and the
//! realtime service in process. `tests/setup` says what must be there.

mod bundle;
mod stage;

use crate::stage::{Outcome, Stage};

#[tokio::test]
async fn two_people_see_each_other_and_what_becomes_of_their_orders() -> Outcome {
    Stage::in_process().await?.play("two_people.mjs").await
}

#[tokio::test]
async fn the_same_on_sockudo() -> Outcome {
    Stage::on_sockudo().await?.play("two_people.mjs").await
}

#[tokio::test]
async fn everything_can_be_done_with_the_keyboard_alone() -> Outcome {
    Stage::in_process().await?.play("keyboard.mjs").await
}

#[tokio::test]
async fn nothing_is_lost_or_doubled_when_the_connection_is() -> Outcome {
    Stage::in_process().await?.play("connection.mjs").await
}

#[tokio::test]
async fn it_fits_on_a_desktop_and_a_telephone_by_day_and_by_night() -> Outcome {
    Stage::in_process().await?.play("looks.mjs").await
}
