//! The part of `infra/template.yaml` that is written from the code: what API
//! Gateway sends to which function.

use std::fmt::Write as _;

use http::Method;
use local_dev::{function::Function, house};

/// The line after which the written part begins.
pub const BEGIN: &str =
    "  # ---- From here to the outputs: UPDATE_TEMPLATE=1 ./tests/run template\n";

/// The line before which it ends.
pub const END: &str = "  # ---- Outputs\n";

/// One route of the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The function's name in the template.
    pub function: String,
    /// As API Gateway writes it: `GET /offices/{office}`.
    pub key: String,
    method: Method,
    path: String,
}

impl Route {
    /// Every route that a function publishes.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for (name, routes) in house::published() {
            for (method, path) in Function::published(&routes) {
                let function = camel(name);
                all.push(Self { function, key: format!("{method} {path}"), method, path });
            }
        }
        all
    }

    /// Whether the gateway asks the authorizer who wants it.
    #[must_use]
    pub fn asks_who(&self) -> bool {
        house::asks_who(&self.method, &self.path)
    }

    /// Whether it acts for staff and devices as well as for everybody.
    fn is_shared(&self) -> bool {
        const SHARED: [&str; 3] = ["/holds", "/bookings", "/check-ins"];
        SHARED.iter().any(|part| self.path.ends_with(part))
    }

    /// The parameter that limits it, if it is not that of all routes.
    #[must_use]
    pub fn limit(&self) -> Option<&'static str> {
        const POLLED: [&str; 4] = [
            "/offices/{office}/board",
            "/offices/{office}/calls",
            "/offices/{office}/wait",
            "/tickets/{secret}",
        ];
        if self.method == Method::GET {
            return POLLED.contains(&&*self.path).then_some("PollRate");
        }
        (!self.asks_who() || self.is_shared()).then_some("WriteRate")
    }

    fn id(&self) -> String {
        camel(&format!("{}-{}", self.method.as_str().to_lowercase(), self.path))
    }

    fn resource(&self) -> String {
        let Self { function, key, .. } = self;
        let staff = if self.asks_who() {
            ", AuthorizationType: CUSTOM, AuthorizerId: !Ref WhoAsks"
        } else {
            ""
        };
        format!(
            "  {}:\n    Type: AWS::ApiGatewayV2::Route\n    Properties: {{ApiId: !Ref Api, \
             RouteKey: '{key}', Target: !Sub 'integrations/${{{function}Integration}}'{staff}}}\n",
            self.id(),
        )
    }
}

/// `next-call` as `NextCall`, `/tickets/{secret}` as `TicketsSecret`.
fn camel(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// The part that is written from the code.
#[must_use]
pub fn written() -> String {
    let routes = Route::all();
    let mut text = String::new();
    for (name, _) in house::published() {
        let function = camel(name);
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "
  {function}Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: {{ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt {function}.Arn, PayloadFormatVersion: '2.0', TimeoutInMillis: 10000}}
  {function}Permission:
    Type: AWS::Lambda::Permission
    Properties: {{Action: 'lambda:InvokeFunction', FunctionName: !Ref {function}, Principal: apigateway.amazonaws.com, SourceArn: !Sub 'arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*'}}
"
        );
        for route in routes.iter().filter(|route| route.function == function) {
            text.push_str(&route.resource());
        }
    }
    text.push_str(
        "
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    DependsOn:
",
    );
    let limited = || routes.iter().filter_map(|route| Some((route, route.limit()?)));
    for (route, _) in limited() {
        let _ = writeln!(text, "      - {}", route.id());
    }
    text.push_str(
        "    Properties:
      ApiId: !Ref Api
      StageName: $default
      AutoDeploy: true
      AccessLogSettings:
        DestinationArn: !GetAtt AccessLog.Arn
        Format: '{\"id\":\"$context.requestId\",\"at\":\"$context.requestTimeEpoch\",\"route\":\"$context.routeKey\",\"status\":\"$context.status\",\"ms\":\"$context.responseLatency\",\"error\":\"$context.integrationErrorMessage\"}'
      DefaultRouteSettings: {ThrottlingRateLimit: !Ref Rate, ThrottlingBurstLimit: !Ref Rate, DetailedMetricsEnabled: false}
      RouteSettings:
",
    );
    for (route, limit) in limited() {
        let _ = writeln!(
            text,
            "        '{}': {{ThrottlingRateLimit: !Ref {limit}, ThrottlingBurstLimit: !Ref {limit}}}",
            route.key
        );
    }
    text + "\n"
}
