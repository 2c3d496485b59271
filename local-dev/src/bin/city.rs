//! `city`: the local city from the command line.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use domain::time::Moment;
use jiff::Timestamp;
use local_dev::backend::Backend;
use local_dev::city::{City, Data, Ground, Plan};
use local_dev::clock;
use local_dev::files::Earlier;
use local_dev::house::{self, House};
use local_dev::lambda::{self, Running, Workshop};
use local_dev::mailroom::Mailroom;
use local_dev::signals::Signals;
use local_dev::stream::Delivery;
use local_dev::supervisor;
use tracing_subscriber::EnvFilter;

const USAGE: &str = "\
The local city: every function of Wertmarke, with all that AWS would provide.

  city [--port PORT] [--data FOLDER] [--fresh] [--clock INSTANT] [--in-process]
       [--sign-in] [--per-address COUNT] [--house FOLDER]

  --port PORT     listen on this port of 127.0.0.1 (8484; 0 is any free one)
  --data FOLDER   keep the data here (.city)
  --fresh         forget the data of earlier cities
  --clock INSTANT set the clock first, for instance to 2026-11-30T07:50:00+01:00
  --in-process    run the functions in this process instead of as Lambda binaries
  --sign-in       let staff sign in with the accounts of example people; without
                  this, everybody has every right
  --per-address COUNT
                  ask a browser to compute before it takes more than so many
                  appointments in a quarter of an hour (any number);
                  with --sign-in, since staff are not counted
  --house FOLDER  the checkout with the functions and offices (where this was built)
";

/// How often the city looks whether an hour has begun or a mail has come back.
const TICK: Duration = Duration::from_secs(1);

struct Options {
    port: u16,
    data: PathBuf,
    earlier: Earlier,
    clock: Option<Timestamp>,
    in_process: bool,
    sign_in: bool,
    per_address: Option<u16>,
    house: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env();
    tracing_subscriber::fmt()
        .json()
        .with_writer(io::stderr)
        // The database calls every condition that does not hold a warning.
        .with_env_filter(filter.unwrap_or_else(|_| EnvFilter::new("info,dynoxide=error")))
        .init();
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    if let Some((program, arguments)) = supervisor::role(&arguments) {
        return supervisor::supervise(program, arguments).await;
    }
    match parse(arguments) {
        Err(complaint) => {
            say(&format!("{complaint}\n\n{USAGE}"));
            ExitCode::from(2)
        }
        Ok(None) => {
            say(USAGE);
            ExitCode::SUCCESS
        }
        Ok(Some(options)) => match run(options).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                say(&format!("Die Stadt kann nicht öffnen: {}", chain(error.as_ref())));
                ExitCode::FAILURE
            }
        },
    }
}

fn parse(arguments: Vec<OsString>) -> Result<Option<Options>, String> {
    let mut options = Options {
        port: 8484,
        data: PathBuf::from(".city"),
        earlier: Earlier::Keep,
        clock: None,
        in_process: false,
        sign_in: false,
        per_address: None,
        house: PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")),
    };
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{} needs a value", argument.display()));
        match argument.to_str() {
            Some("--port") => {
                let port = value()?;
                let number = port.to_str().and_then(|port| port.parse().ok());
                options.port = number.ok_or(format!("{} is no port", port.display()))?;
            }
            Some("--per-address") => {
                let count = value()?;
                let number = count.to_str().and_then(|count| count.parse().ok());
                options.per_address =
                    Some(number.ok_or(format!("{} is no count", count.display()))?);
            }
            Some("--house") => options.house = value()?.into(),
            Some("--data") => options.data = value()?.into(),
            Some("--clock") => {
                let instant = value()?;
                let read = instant.to_str().and_then(clock::parse);
                options.clock = Some(read.ok_or(format!("{} is no instant", instant.display()))?);
            }
            Some("--fresh") => options.earlier = Earlier::Forget,
            Some("--sign-in") => options.sign_in = true,
            Some("--in-process") => options.in_process = true,
            Some("--help" | "-h") => return Ok(None),
            _ => return Err(format!("unknown argument {}", argument.display())),
        }
    }
    Ok(Some(options))
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn run(options: Options) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let data = Data::Folder(options.data, options.earlier);
    let ground = Ground::lay(data, "Europe/Berlin").await?;
    if let Some(now) = options.clock {
        ground.clock.set(now)?;
    }
    let mut house = House::build(&ground).await?.bounded(options.per_address);
    if options.sign_in {
        house = house.with_rights();
    }
    let now = Moment(ground.clock.now().as_second());
    say("Die Bürgerbüros ziehen ein; neue bekommen eine Woche mit Terminen …");
    let infra = options.house.join("infra");
    let offices = house.move_in(&infra, now).await?;
    let port = if options.port == 0 { lambda::free_port()? } else { options.port };
    let public_url = format!("http://127.0.0.1:{port}");
    let staff = house::staff(&infra)?;
    let asked = staff.as_ref().filter(|_| options.sign_in);
    let authorizer = asked.map(|staff| House::authorizer(house.app(), staff, &public_url));
    let (backend, subscriptions, mailroom, running) = if options.in_process {
        (Backend::InProcess, house.subscriptions(&public_url), house.mailroom(), None)
    } else {
        let mut environment = lambda::environment(&ground, "INFO");
        environment.extend(house.settings(&public_url, staff.as_ref()));
        let workshop = Workshop {
            workspace: options.house,
            cargo_lambda: std::env::var_os("CARGO_LAMBDA").unwrap_or("cargo-lambda".into()),
            city: std::env::current_exe()?,
            concurrency: 4,
            environment,
        };
        say("Die Funktionen werden übersetzt; beim ersten Mal dauert das einige Minuten …");
        workshop.build(&mut signals).await?;
        let running = workshop.watch()?;
        let backend = Backend::CargoLambda(running.endpoint.clone());
        let subscriptions = house::subscribed_binaries(&running.endpoint);
        let mailroom = Mailroom::CargoLambda(running.endpoint.clone());
        (backend, subscriptions, mailroom, Some(running))
    };
    let plan = Plan {
        port,
        functions: house.functions(house::sign_in(staff.as_ref(), &public_url)),
        backend,
        staff,
        authorizer,
        table: house::TABLE.to_owned(),
        subscriptions,
        delivery: Delivery::default(),
        mailroom: Some(mailroom),
        offices,
    };
    open(ground, plan, running, signals).await
}

async fn open(
    ground: Ground,
    plan: Plan,
    running: Option<Running>,
    mut signals: Signals,
) -> Result<(), Failure> {
    let city = City::open(ground, plan).await?;
    say(&format!("Die Stadt öffnet unter {} (Ende mit Strg-C).", city.url()));
    let database = city.ground().database.endpoint();
    say(&format!("Für roll-out: AWS_ENDPOINT_URL_DYNAMODB={database}"));
    let ready = async {
        city.health().ready().await;
        say("Alle Funktionen haben geantwortet; die Stadt ist bereit.");
        loop {
            if let Err(error) = city.tick().await {
                tracing::warn!(%error, "the mailroom was not told");
            }
            tokio::time::sleep(TICK).await;
        }
    };
    let Some(mut running) = running else {
        tokio::select! {
            () = signals.asked_to_end() => {}
            () = ready => {}
        }
        return Ok(());
    };
    tokio::select! {
        () = signals.asked_to_end() => {}
        () = ready => {}
        _ = running.process.ended() => return Err("cargo-lambda has stopped".into()),
    }
    say("Die Stadt schließt …");
    running.process.end().await;
    Ok(())
}

fn say(text: &str) {
    // Whoever closed the output does not want to read it.
    _ = writeln!(io::stdout(), "{text}");
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
