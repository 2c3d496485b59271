//! The `mail` Lambda function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use mail::Batch;

#[tokio::main]
async fn main() -> Result<(), Error> {
    lambda_runtime::tracing::init_default_subscriber();
    let delivery = &mail::from_env().await?;
    let deliver = |event: LambdaEvent<Batch>| async move {
        Ok::<_, Error>(delivery.deliver(&event.payload).await)
    };
    run(service_fn(deliver)).await
}
