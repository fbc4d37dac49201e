//! The time of a trigger before anything is sent, in comparison with a handwritten minimum.
#![allow(missing_docs, unreachable_pub)]

mod floor;
mod nowhere;
mod order;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use floor::Floor;
use nowhere::{Nowhere, ready};
use order::OrderPlaced;
use pusher_typed::Client;

fn before_the_socket(criterion: &mut Criterion) {
    let client = Client::builder("1", "key", "secret").transport(Nowhere).build().expect("a client");
    let mut floor = Floor::new("https://api-mt1.pusher.com");
    let mut group = criterion.benchmark_group("before the socket");
    for size in [100, 1_000, 9_000] {
        let order = OrderPlaced::of_size(size);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_with_input(BenchmarkId::new("client", size), &order, |bencher, order| {
            bencher.iter(|| ready(client.trigger(order).into_future()));
        });
        group.bench_with_input(BenchmarkId::new("floor", size), &order, |bencher, order| {
            bencher.iter(|| floor.request("private-orders-271828", "order-placed", order));
        });
    }
    group.finish();
}

criterion_group!(benches, before_the_socket);
criterion_main!(benches);
