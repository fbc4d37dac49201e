//! The time that a trigger takes before the socket, next to a floor that is written by hand.
#![allow(missing_docs, unreachable_pub)]

mod floor;
mod order;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use floor::Floor;
use order::OrderPlaced;
use pusher_typed::{
    Client,
    transport::{Request, Response, SendFuture, Transport},
};

/// Makes what a transport makes of a request, and sends nothing.
struct Nowhere;

impl Transport for Nowhere {
    fn send(&self, request: Request) -> SendFuture<'_> {
        black_box((request.url(), request.body()));
        Box::pin(async { Ok(Response::new(200, &b"{}"[..])) })
    }
}

fn before_the_socket(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let client = Client::builder("1", "key", "secret").transport(Nowhere).build().expect("a client");
    let mut floor = Floor::new("https://api-mt1.pusher.com");
    let mut group = criterion.benchmark_group("before the socket");
    for size in [100, 1_000, 9_000] {
        let order = OrderPlaced::of_size(size);
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_with_input(BenchmarkId::new("client", size), &order, |bencher, order| {
            bencher.iter(|| runtime.block_on(client.trigger(order).into_future()));
        });
        group.bench_with_input(BenchmarkId::new("floor", size), &order, |bencher, order| {
            bencher.iter(|| floor.request("private-orders-271828", "order-placed", order));
        });
    }
    group.finish();
}

criterion_group!(benches, before_the_socket);
criterion_main!(benches);
