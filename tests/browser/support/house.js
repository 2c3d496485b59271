// Opens a local city of its own, as one opens it by hand.
import { spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

/** A city with its data in this folder: its address, and how to close it. */
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
  const url = new Promise((resolve, reject) => {
    let said = "";
    city.stdout.on("data", (text) => {
      said += text;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found && said.includes("bereit")) resolve(found[0]);
    });
    city.once("exit", (code) => reject(new Error(`the city ended with ${code}:\n${said}`)));
    city.once("error", reject);
  });
  return { url: await url, close };
};
