//! `roll-out`: office files from the command line.

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::ExitCode,
};

use domain::time::Moment;
use roll_out::OfficeFile;
use store::{Keyring, Store};

const USAGE: &str = "\
roll-out: Dateien von Bürgerbüros prüfen und in Kraft setzen.

  roll-out check [DATEI…]   prüft; ohne Datei alle in infra/offices
  roll-out apply DATEI…     setzt jede Datei in Kraft, nur für ihr Büro

city.toml liegt im Ordner über den Dateien. Die Tabelle nennt TABLE_NAME
(sonst „wertmarke“); Konto, Region und Endpunkt stehen in der Umgebung wie bei
jedem Programm für AWS.
";

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.iter().skip(1).map(PathBuf::from).collect::<Vec<_>>();
    let done = match arguments.first().map(String::as_str) {
        Some("check") => check(rest),
        Some("apply") if !rest.is_empty() => apply(&rest).await,
        Some("--help" | "-h") => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// Says of every file what is wrong with it, not only of the first.
fn check(mut paths: Vec<PathBuf>) -> Result<(), Failure> {
    if paths.is_empty() {
        paths = OfficeFile::list(Path::new("infra/offices"))?;
    }
    let mut wrong = 0;
    for path in &paths {
        match OfficeFile::read(path) {
            Ok(file) => println!("{}: in Ordnung ({})", path.display(), file.office.name),
            Err(error) => {
                eprintln!("{}", chain(&error));
                wrong += 1;
            }
        }
    }
    if wrong == 0 { Ok(()) } else { Err(format!("{wrong} von {} Dateien", paths.len()).into()) }
}

async fn apply(paths: &[PathBuf]) -> Result<(), Failure> {
    // Nothing is applied unless everything is in order.
    let files: Vec<_> =
        paths.iter().map(|path| OfficeFile::read(path)).collect::<Result<_, _>>()?;
    let store = store().await;
    for file in files {
        let id = &file.office.id;
        match roll_out::apply(&store, &file, now()).await? {
            (version, true) => println!("{id}: Version {version} ist in Kraft."),
            (version, false) => println!("{id}: unverändert, Version {version}."),
        }
    }
    Ok(())
}

async fn store() -> Store {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let table = store::optional_setting("TABLE_NAME").unwrap_or_else(|| "wertmarke".to_owned());
    // Nothing here makes or opens a secret.
    Store::new(&config, &table, Keyring::fresh())
}

#[expect(clippy::disallowed_methods, reason = "a command has no request that tells the time")]
fn now() -> Moment {
    Moment(jiff::Timestamp::now().as_second())
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
