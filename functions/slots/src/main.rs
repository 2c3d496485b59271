//! The `slots` Lambda function.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    web::serve(slots::routes()).await
}
