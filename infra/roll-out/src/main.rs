//! `roll-out`: office files from the command line.

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::ExitCode,
};

use domain::{ids::OfficeId, time::Moment};
use jiff::tz::TimeZone;
use roll_out::OfficeFile;
use store::{Device, DeviceKind, Keyring, Store};

const USAGE: &str = "\
roll-out: Dateien von Bürgerbüros prüfen und in Kraft setzen.

  roll-out new BÜRO         beginnt infra/offices/BÜRO.toml, mit Erklärungen
  roll-out check [DATEI…]   prüft; ohne Datei alle in infra/offices
  roll-out plan DATEI…      sagt, was sich ändern würde, und ändert nichts
  roll-out apply DATEI…     setzt jede Datei in Kraft, nur für ihr Büro
  roll-out back BÜRO        setzt die Datei wieder in Kraft, die davor galt
  roll-out doctor           sieht Tabelle und Büros durch und sagt, was fehlt
  roll-out recover TABELLE  holt aus einer wiederhergestellten Kopie, was fehlt;
                            was abgelaufen ist, bleibt dort
  roll-out pair BÜRO ART NAME      ein Code, der ein Gerät einrichtet; ART ist
                                   kiosk, info-desk, clerk oder lead
  roll-out devices BÜRO            die eingerichteten Geräte
  roll-out revoke BÜRO GERÄT       das Gerät gehört nicht mehr dazu
  roll-out papers DATEI            Entwürfe der Unterlagen zum Datenschutz
  roll-out cost [--offices N] [--bookings N] [--walk-ins N]
                            was ein Büro und alle im Monat kosten, bei so vielen
                            Buchungen und Besuchen ohne Termin in der Woche

city.toml liegt im Ordner über den Dateien. Die Tabelle nennt TABLE_NAME
(sonst „wertmarke“); Konto, Region und Endpunkt stehen in der Umgebung wie bei
jedem Programm für AWS.
";

/// Where the office files lie in a checkout.
const OFFICES: &str = "infra/offices";

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.iter().skip(1).map(PathBuf::from).collect::<Vec<_>>();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["new", id] => new(id),
        ["check", ..] => check(rest),
        ["plan", _, ..] => plan(&rest).await,
        ["apply", _, ..] => apply(&rest).await,
        ["back", id] => back(id).await,
        ["doctor"] => doctor().await,
        ["recover", copy] => recover(copy).await,
        ["pair", id, kind, name] => pair(id, kind, name).await,
        ["devices", id] => devices(id).await,
        ["revoke", id, device] => revoke(id, device).await,
        ["papers", file] => papers(Path::new(file)),
        ["cost", ref options @ ..] => cost(options),
        ["--help" | "-h"] => {
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
        paths = OfficeFile::list(Path::new(OFFICES))?;
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

fn new(id: &str) -> Result<(), Failure> {
    let path = roll_out::new(Path::new(OFFICES), id)?;
    println!("{} ist angelegt.", path.display());
    println!("Anpassen, dann: roll-out check, roll-out plan, roll-out apply.");
    Ok(())
}

async fn plan(paths: &[PathBuf]) -> Result<(), Failure> {
    let store = store().await;
    for path in paths {
        let file = OfficeFile::read(path)?;
        let id = &file.office.id;
        let plan = roll_out::plan(&store, &file, now()).await?;
        match (plan.version, plan.changes.is_empty()) {
            (0, _) => println!("{id}: gibt es noch nicht."),
            (version, true) => println!("{id}: unverändert, Version {version}."),
            (version, false) => println!("{id}: Version {version} ist in Kraft."),
        }
        for change in plan.changes {
            println!("  {change}");
        }
        if !plan.stranded.is_empty() {
            println!("  So nicht, denn diese Termine könnten nicht stattfinden:");
            for line in plan.stranded {
                println!("  {line}");
            }
        }
    }
    Ok(())
}

async fn doctor() -> Result<(), Failure> {
    let findings = roll_out::doctor(&store().await, now()).await?;
    let wrong = findings.iter().filter(|(fine, _)| !fine).count();
    for (fine, finding) in findings {
        println!("{} {finding}", if fine { "gut  " } else { "FEHLT" });
    }
    if wrong == 0 { Ok(()) } else { Err(format!("{wrong} mal nachzusehen").into()) }
}

async fn recover(copy: &str) -> Result<(), Failure> {
    let (store, now) = (store().await, now());
    let done = store.recover(copy, now).await?;
    println!("{} geholt, {} waren da, {} abgelaufen.", done.missing, done.there, done.expired);
    for listed in store.offices().await? {
        if let Some(office) = store.office(&listed.id).await? {
            store.count_all_anew(&office, now).await?;
            println!("{}: freie Termine neu gezählt.", listed.id);
        }
    }
    Ok(())
}

async fn pair(id: &str, kind: &str, name: &str) -> Result<(), Failure> {
    let kind: DeviceKind = kind
        .parse()
        .map_err(|_| format!("„{kind}“ ist keins von kiosk, info-desk, clerk, lead"))?;
    let (store, office) = (store().await, office(id)?);
    let Some(found) = store.office(&office).await? else {
        return Err(format!("das Büro „{id}“ gibt es nicht").into());
    };
    let code = store.invite_device(&office, kind, name, now()).await?;
    let url = &found.office.city.public_url;
    println!("{code}");
    println!("Eine Viertelstunde gültig, für ein Gerät: {url}/offices/{id}/pairing");
    Ok(())
}

async fn devices(id: &str) -> Result<(), Failure> {
    for (device, found) in store().await.devices(&office(id)?).await? {
        let Device { kind, name, since, revoked } = found;
        let state = if revoked.is_some() { "gehört nicht mehr dazu" } else { "gehört dazu" };
        let since = since.rfc3339(&TimeZone::UTC);
        println!("{device}  {kind:?} „{name}“, seit {since}: {state}");
    }
    Ok(())
}

async fn revoke(id: &str, device: &str) -> Result<(), Failure> {
    if store().await.revoke_device(&office(id)?, device, now()).await? {
        println!("{id}: {device} gehört nicht mehr dazu.");
        Ok(())
    } else {
        Err(format!("{id} hat kein solches Gerät: {device}").into())
    }
}

fn papers(path: &Path) -> Result<(), Failure> {
    print!("{}", roll_out::papers(&OfficeFile::read(path)?));
    Ok(())
}

fn cost(options: &[&str]) -> Result<(), Failure> {
    let (mut offices, mut bookings, mut walk_ins) = (1, 1000, 1000);
    for pair in options.chunks(2) {
        let [name, value] = pair else {
            return Err(format!("nach {} fehlt die Zahl", pair[0]).into());
        };
        let wanted = match *name {
            "--offices" => &mut offices,
            "--bookings" => &mut bookings,
            "--walk-ins" => &mut walk_ins,
            _ => return Err(format!("{name} gibt es nicht; siehe roll-out --help").into()),
        };
        *wanted = value.parse::<u32>().map_err(|_| format!("{name}: „{value}“ ist keine Zahl"))?;
    }
    let path = Path::new("infra/cost.toml");
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let lines = roll_out::Costs::parse(&text)?.month(bookings.into(), walk_ins.into())?;
    println!(
        "Ein Monat bei {bookings} Buchungen und {walk_ins} Besuchen ohne Termin in der Woche."
    );
    println!("Einheiten gemessen; Preise und Annahmen stehen in {}.\n", path.display());
    println!("{:<32}{:>16}{:>14}{:>16}", "", "je Büro", "$ je Büro", "$ alle Büros");
    let row = |what: &str, count: &str, dollars: f64| {
        println!("{what:<32}{count:>16}{dollars:>14.4}{:>16.2}", dollars * f64::from(offices));
    };
    for line in &lines {
        row(line.what, &format!("{:.2}", line.count), line.dollars);
    }
    row("zusammen", "", lines.iter().map(|line| line.dollars).sum());
    println!(
        "\nDazu je Bereitstellung, nicht je Büro: Alarme, Tafel und ein Geheimnis, wenige Dollar."
    );
    Ok(())
}

fn office(id: &str) -> Result<OfficeId, Failure> {
    Ok(id.parse().map_err(|_| format!("„{id}“ ist kein Büro"))?)
}

async fn back(id: &str) -> Result<(), Failure> {
    let office = office(id)?;
    let version = roll_out::back(&store().await, &office, now()).await?;
    println!("{id}: die frühere Datei ist als Version {version} wieder in Kraft.");
    Ok(())
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
