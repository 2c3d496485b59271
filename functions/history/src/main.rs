//! The `history` Lambda function.

use history::Batch;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    lambda_runtime::tracing::init_default_subscriber();
    let history = &history::from_env().await?;
    let record = |event: LambdaEvent<Batch>| async move {
        Ok::<_, Error>(history.record(&event.payload).await)
    };
    run(service_fn(record)).await
}
