//! What was acknowledged survives the city's sudden death.

mod common;

use std::io::{BufRead, BufReader, Write as _};
use std::process::{Command, Stdio};

use aws_sdk_dynamodb::types::AttributeValue;
use common::sdk;
use local_dev::city::{Data, Ground};
use local_dev::files::Earlier;

const FOLDER: &str = "WERTMARKE_TEST_FOLDER";

async fn ground(folder: &str) -> (Ground, aws_sdk_dynamodb::Client) {
    let data = Data::Folder(folder.into(), Earlier::Keep);
    let ground = Ground::lay(data, "Europe/Berlin").await.unwrap();
    ground.database.create_table("visits").unwrap();
    let client = aws_sdk_dynamodb::Client::new(&sdk(ground.database.endpoint()).await);
    (ground, client)
}

#[tokio::test]
async fn no_acknowledged_write_is_lost_when_the_city_is_killed() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("city").to_str().unwrap().to_owned();
    let mut last = 0;
    for life in 1..=3 {
        let mut city = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_city_that_writes_until_it_is_killed", "--ignored", "--nocapture"])
            .env(FOLDER, &folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(city.stdout.take().unwrap()).lines();
        let acknowledged = lines
            .filter_map(|line| line.unwrap().strip_prefix("acknowledged ")?.parse::<u32>().ok());
        last = acknowledged.take(40).last().unwrap();
        // On Unix this is SIGKILL.
        city.kill().unwrap();
        city.wait().unwrap();
        assert!(last >= 40 * life, "each life goes on where the last one ended");
    }

    let (ground, client) = ground(&folder).await;
    for number in 1..=last {
        let key = AttributeValue::S(number.to_string());
        let get = client.get_item().table_name("visits").key("PK", key.clone()).key("SK", key);
        assert!(get.send().await.unwrap().item.is_some(), "{number} of {last} was acknowledged");
    }
    let records = ground.database.stream("visits").after(None, 1000).unwrap();
    assert!(records.len() >= last as usize, "the stream has every write as well");
}

#[tokio::test]
#[ignore = "is killed by the test above"]
async fn a_city_that_writes_until_it_is_killed() {
    #[expect(clippy::disallowed_methods, reason = "the child is told its folder so")]
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let (_ground, client) = ground(&folder).await;
    let scan = client.scan().table_name("visits").send().await.unwrap();
    let numbers = scan.items().iter().filter_map(|item| item["PK"].as_s().ok()?.parse().ok());
    let first: u32 = numbers.max().unwrap_or(0) + 1;
    for number in first.. {
        let key = AttributeValue::S(number.to_string());
        let put = client.put_item().table_name("visits").item("PK", key.clone()).item("SK", key);
        put.send().await.unwrap();
        println!("\nacknowledged {number}");
        std::io::stdout().flush().unwrap();
    }
}
