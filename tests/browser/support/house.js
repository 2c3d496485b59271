// Opens a local city of its own, as one opens it by hand.
import { spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

/** A city with its data in this folder: its address, that of its database, and how to close it. */
export const open = async (folder, ...more) => {
  const city = spawn(
    join(target, "debug/city"),
    ["--in-process", "--port", "0", "--data", folder, ...more],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, RUST_LOG: "error" } },
  );
  const ended = new Promise((resolve) => city.once("exit", resolve));
  const close = async () => {
    city.kill("SIGTERM");
    await ended;
  };
  const ready = new Promise((resolve, reject) => {
    let said = "";
    city.stdout.on("data", (text) => {
      said += text;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found && said.includes("bereit")) resolve(said);
    });
    city.once("exit", (code) => reject(new Error(`the city ended with ${code}:\n${said}`)));
    city.once("error", reject);
  });
  const said = await ready;
  const [url] = said.match(/http:\/\/127\.0\.0\.1:\d+/);
  const [, database] = said.match(/AWS_ENDPOINT_URL_DYNAMODB=(\S+)/);
  return { url, database, close };
};

/** How `roll-out` is run on the table of this city, for `execFileSync`. */
export const rollOut = ({ database }, ...words) => {
  const there = {
    AWS_ENDPOINT_URL_DYNAMODB: database,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "city",
    AWS_SECRET_ACCESS_KEY: "city",
  };
  return [join(target, "debug/roll-out"), words, { cwd: root, env: { ...process.env, ...there } }];
};
