//! The `check-in` Lambda function.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    web::serve(check_in::routes()).await
}
