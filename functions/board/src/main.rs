//! The `board` Lambda function.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    web::serve(board::routes()).await
}
