//! The shop's service of the orders demonstration, as a process that a test kills.

use std::error::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    orders_service::run().await
}
