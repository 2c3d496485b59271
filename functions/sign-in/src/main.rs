//! The `sign-in` Lambda function.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    web::serve(sign_in::routes(sign_in::SignIn::from_env())).await
}
