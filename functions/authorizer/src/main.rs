//! The `authorizer` Lambda function.

use authorizer::{Authorizer, Request};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    lambda_runtime::tracing::init_default_subscriber();
    let authorizer = &Authorizer::from_env().await?;
    // Boxed, for the compiler does not look that deep.
    let answer = |event: LambdaEvent<Request>| {
        Box::pin(async move { Ok::<_, Error>(authorizer.answer(&event.payload).await?) })
    };
    run(service_fn(answer)).await
}
