//! A campaign of faults: events through a service that fails in every way, with the default settings.
//!
//! `PUSHER_TYPED_CAMPAIGN_EVENTS=100000` makes it a long one, `PUSHER_TYPED_CAMPAIGN_SEED` another one.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    time::Duration,
};

use pusher_typed::{
    Client,
    publisher::{DeliveryError, Undelivered},
};

use crate::{
    faulty::{FaultyService, Random},
    schema::{Outcome, Shipped, shipped},
    script::Failures,
};

const CHANNELS: u64 = 50;

fn setting(name: &str, default: u32) -> u32 {
    env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

#[tokio::test]
async fn none_is_lost_in_silence_none_arrives_twice_and_every_channel_keeps_its_order() -> Outcome {
    let (count, seed) =
        (setting("PUSHER_TYPED_CAMPAIGN_EVENTS", 3_000), setting("PUSHER_TYPED_CAMPAIGN_SEED", 7).into());
    let poison = count / 2;
    let (service, port) = FaultyService::start(seed, poison).await?;
    let client = Client::builder("1", "key", "secret").host("127.0.0.1").port(port).tls(false).build()?;
    let short = Duration::from_millis(1);
    let (builder, failures) = Failures::of(client.publisher().capacity(500).pauses(short, short * 10));
    let publisher = builder.start();
    let mut random = Random(seed);
    for number in 0..count {
        let channel = u32::try_from(random.below(CHANNELS))?;
        publisher.reserve().await?.publish(&shipped(channel, number))?;
    }
    let report = publisher.close().await;

    let (delivered, faults) = service.delivered();
    let failed = failures.take();
    let stats = publisher.stats();
    println!("{stats:?}\n{report:?}\n{faults} requests with faults");
    assert!(faults > 0);
    assert_eq!(stats.delivered + stats.failed, u64::from(count));
    assert_eq!((stats.waiting, stats.in_flight, stats.bytes, stats.rejected), (0, 0, 0, 0));
    assert_eq!(stats.failed, failed.len() as u64);

    let mut arrived = BTreeSet::new();
    let mut last = BTreeMap::new();
    for event in &delivered {
        assert!(arrived.insert(event.number), "{} arrived twice", event.number);
        let before = last.insert(event.id, event.number);
        assert!(before < Some(event.number), "{before:?} arrived before {}", event.number);
    }
    let mut reported = BTreeSet::new();
    for undelivered in &failed {
        assert!(matches!(
            undelivered.error(),
            DeliveryError::Refused { .. }
                | DeliveryError::BatchRefused { .. }
                | DeliveryError::Unknown { .. }
        ));
        let may_have_arrived = undelivered.may_have_arrived();
        let number = number_of(undelivered)?;
        assert!(reported.insert(number), "{number} was reported twice");
        assert!(may_have_arrived || !arrived.contains(&number), "{number} arrived");
    }
    let missing = (0..count).find(|number| !arrived.contains(number) && !reported.contains(number));
    assert_eq!(missing, None, "neither delivered nor reported");
    let claimed = (0..count).filter(|number| !reported.contains(number));
    assert!(claimed.clone().all(|number| arrived.contains(&number)));
    assert_eq!(claimed.count() as u64, stats.delivered);
    assert!(reported.contains(&poison) && !arrived.contains(&poison));
    Ok(())
}

/// The number of an event that was not delivered, from its payload.
fn number_of(undelivered: &Undelivered) -> Result<u32, serde_json::Error> {
    serde_json::from_str(&undelivered.data()).map(|event: Shipped| event.number)
}
