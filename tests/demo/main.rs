//! The page of the orders demonstration in Chromium: several people, the shop's service, the warehouse, and the
//! realtime service. `tests/setup` installs what is needed.

mod bundle;
mod proxy;
mod shop;
mod stage;

use pusher_typed_tests::Postgres;
use tempfile::TempDir;

use crate::{
    shop::ShopDatabase,
    stage::{Outcome, Stage},
};

#[tokio::test]
async fn two_people_see_each_other_and_the_progress_of_their_orders() -> Outcome {
    Stage::in_process().await?.play("two_people.mjs").await
}

#[tokio::test]
async fn the_same_on_sockudo() -> Outcome {
    Stage::on_sockudo().await?.play("two_people.mjs").await
}

#[tokio::test]
async fn the_keyboard_suffices() -> Outcome {
    Stage::in_process().await?.play("keyboard.mjs").await
}

#[tokio::test]
async fn no_order_is_lost_or_repeated_over_reconnections() -> Outcome {
    Stage::in_process().await?.play("connection.mjs").await
}

#[tokio::test]
async fn the_lanes_stay_right_while_messages_are_lost_doubled_and_reordered() -> Outcome {
    Stage::in_process().await?.play("interference.mjs").await
}

#[tokio::test]
async fn every_page_has_every_order_once_although_the_shop_is_killed() -> Outcome {
    let database = ShopDatabase::Sqlite(TempDir::with_prefix("pusher-typed-")?);
    Stage::in_two_processes(database).await?.play("killed.mjs").await
}

#[tokio::test]
async fn the_same_in_postgresql() -> Outcome {
    let database = ShopDatabase::Postgres(Postgres::start(&[]));
    Stage::in_two_processes(database).await?.play("killed.mjs").await
}

#[tokio::test]
async fn orders_are_taken_while_the_realtime_service_is_unavailable_and_the_page_says_so() -> Outcome {
    Stage::in_process().await?.play("outage.mjs").await
}

#[tokio::test]
async fn the_page_fits_on_a_desktop_and_a_phone_in_light_and_dark() -> Outcome {
    Stage::in_process().await?.play("looks.mjs").await
}
