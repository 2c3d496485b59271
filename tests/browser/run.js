// Opens a city of its own, runs every test in it, and closes it again.
// Arguments are names: only tests that contain one of them run, and there has
// to be one.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { opening } from "./support/city.js";
import { missing } from "./support/complete.js";
import { open } from "./support/house.js";

const here = import.meta.dirname;
const target = process.env.CARGO_TARGET_DIR ?? join(here, "../../target");
const data = mkdtempSync(join(tmpdir(), "city-"));

const counted = join(data, "count");
const looked = join(data, "looked");
const reporters = Object.entries({ spec: "stdout", [join(here, "support/count.js")]: counted });

const run = (url) =>
  new Promise((resolve) => {
    const names = process.argv.slice(2).map((name) => `--test-name-pattern=${name}`);
    const files = readdirSync(here).filter((file) => file.endsWith(".test.js"));
    const node = spawn(
      process.execPath,
      [
        "--test",
        "--test-concurrency=1",
        ...reporters.flatMap(([name, to]) => [`--test-reporter=${name}`, `--test-reporter-destination=${to}`]),
        ...names,
        ...files.map((file) => join(here, file)),
      ],
      {
        cwd: here,
        stdio: "inherit",
        env: {
          ...process.env,
          CITY_URL: url,
          DIARY: join(data, "diary"),
          LOOKED: looked,
          SCREENSHOTS: join(target, "screenshots"),
        },
      },
    );
    node.once("exit", (code) => resolve(code ?? 1));
  });

let code = 1;
try {
  const city = await open(join(data, "city"), "--clock", opening);
  code = await run(city.url);
  // What a function at the end of the stream gave up is missing in a mail or in the history.
  const { dead_letters: dead } = await (await fetch(`${city.url}/_city/dead-letters`)).json();
  if (dead.length > 0) {
    code = 1;
    console.error("Set aside by the stream:", JSON.stringify(dead));
  }
  await city.close();
  // A run of everything has looked at every page and state.
  const unseen = process.argv.length === 2 ? missing(looked) : [];
  if (unseen.length > 0) {
    code = 1;
    console.error(`Nobody has looked at:\n${unseen.join("\n")}`);
  }
  if (readFileSync(counted, "utf8") === "0") {
    code = 1;
    console.error(`No test has a name with ${process.argv.slice(2).join(" or ")}.`);
  }
} catch (error) {
  console.error(String(error));
}
rmSync(data, { recursive: true, force: true });
process.exit(code);
