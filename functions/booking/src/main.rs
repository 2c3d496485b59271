//! The `booking` Lambda function.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    web::serve(booking::routes()).await
}
