// Runs after every install: puts the git hooks of lefthook.yml in place. Does nothing outside a checkout and in CI.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

if (existsSync(".git") && !process.env.CI) {
  try {
    execFileSync("node_modules/.bin/lefthook", ["install"], { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    console.warn(`The git hooks were not installed: ${error.message.trim()}`);
  }
}
