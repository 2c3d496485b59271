// Opens a city of its own, runs every test in it, and closes it again.
// Arguments are names: only tests that contain one of them run.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { opening } from "./support/city.js";

const here = import.meta.dirname;
const target = process.env.CARGO_TARGET_DIR ?? join(here, "../../target");
const data = mkdtempSync(join(tmpdir(), "city-"));

const city = spawn(
  join(target, "debug/city"),
  ["--in-process", "--port", "0", "--data", join(data, "city"), "--clock", opening],
  { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, RUST_LOG: "error" } },
);
const ended = new Promise((resolve) => city.once("exit", resolve));

const open = new Promise((resolve, reject) => {
  let said = "";
  city.stdout.on("data", (text) => {
    said += text;
    const url = said.match(/http:\/\/127\.0\.0\.1:\d+/);
    if (url && said.includes("bereit")) resolve(url[0]);
  });
  city.once("exit", (code) => reject(new Error(`the city ended with ${code}:\n${said}`)));
  city.once("error", reject);
});

const run = (url) =>
  new Promise((resolve) => {
    const names = process.argv.slice(2).map((name) => `--test-name-pattern=${name}`);
    const files = readdirSync(here).filter((file) => file.endsWith(".test.js"));
    const node = spawn(
      process.execPath,
      ["--test", "--test-concurrency=1", "--test-reporter=spec", ...names, ...files.map((file) => join(here, file))],
      {
        cwd: here,
        stdio: "inherit",
        env: {
          ...process.env,
          CITY_URL: url,
          DIARY: join(data, "diary"),
          SCREENSHOTS: join(target, "screenshots"),
        },
      },
    );
    node.once("exit", (code) => resolve(code ?? 1));
  });

let code = 1;
try {
  code = await run(await open);
} catch (error) {
  console.error(String(error));
}
city.kill("SIGTERM");
await ended;
rmSync(data, { recursive: true, force: true });
process.exit(code);
