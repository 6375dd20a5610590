import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "@playwright/test";

const run = promisify(execFile);

const APPLICATIONS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
  ],
};
// The headless shell is what Playwright itself takes where nobody looks: it draws no window, and a page costs a third less in it.
const PROGRAMS = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
];
/** Debian's packages; not every release has them all. */
const PACKAGES = ["chromium-headless-shell", "chromium"];

/** How to look for a browser. */
export interface FindChromiumOptions {
  signal?: AbortSignal;
  /** Hears what is tried. */
  log?: (line: string) => void;
}

/**
 * Finds a Chromium that starts on this machine, and installs one where there is none: `CHROME_PATH`, Playwright's own, a
 * browser of the system, then Debian's package (as root), then Playwright's download.
 *
 * @returns path of the program
 * @throws {Error} that says what was tried and what to do
 */
export async function findChromium(options: FindChromiumOptions = {}): Promise<string> {
  const log = options.log ?? (() => {});
  const asked = process.env["CHROME_PATH"];
  const present = [...(asked ? [asked] : []), chromium.executablePath(), ...(await installed())];
  for (const path of present) {
    if (await starts(path, log)) return path;
  }
  for (const install of [installDebians, downloadPlaywrights]) {
    const path = await install(log, options.signal).catch((error: Error) => {
      log(error.message.split("\n").slice(0, 3).join(" "));
      return undefined;
    });
    if (path && (await starts(path, log))) return path;
  }
  throw new Error(
    "No Chromium starts on this machine, and none could be installed. Install Chromium or Chrome and run this again, or " +
      "set CHROME_PATH to its program.",
  );
}

async function installed(): Promise<string[]> {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return [
    ...(APPLICATIONS[process.platform] ?? []),
    ...PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program))),
  ];
}

async function starts(path: string, log: (line: string) => void): Promise<boolean> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists) return false;
  try {
    const browser = await chromium.launch({ executablePath: path, timeout: 30_000 });
    log(`${path} (${browser.version()})`);
    await browser.close();
    return true;
  } catch (error) {
    log(`${path} doesn't start: ${(error as Error).message.split("\n")[0] ?? ""}`);
    return false;
  }
}

async function downloadPlaywrights(log: (line: string) => void, signal?: AbortSignal): Promise<string> {
  log("no browser found; downloading Playwright's Chromium");
  const require = createRequire(import.meta.url);
  const cli = require.resolve("@playwright/test/cli");
  const withDependencies = process.platform === "linux" && process.getuid?.() === 0 ? ["--with-deps"] : [];
  await run(process.execPath, [cli, "install", ...withDependencies, "chromium"], { timeout: 60_000, signal });
  return chromium.executablePath();
}

async function installDebians(
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const options = { timeout: 300_000, signal, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  await run("apt-get", ["update"], options);
  for (const name of PACKAGES) {
    const isKnown = await run("apt-cache", ["show", name], options).then(
      () => true,
      () => false,
    );
    if (!isKnown) continue;
    log(`no browser found; installing Debian's package ${name}`);
    await run("apt-get", ["install", "-y", "--no-install-recommends", name], { ...options, maxBuffer: 1e8 });
    return `/usr/bin/${name}`;
  }
  return undefined;
}
