//! The `mailroom` Lambda function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use mailroom::Event;

#[tokio::main]
async fn main() -> Result<(), Error> {
    lambda_runtime::tracing::init_default_subscriber();
    let mailroom = &mailroom::from_env().await?;
    let take = |event: LambdaEvent<Event>| async move {
        mailroom.take(&event.payload).await.map_err(Error::from)
    };
    run(service_fn(take)).await
}
