//! The `next-call` Lambda function.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    web::serve(next_call::routes()).await
}
