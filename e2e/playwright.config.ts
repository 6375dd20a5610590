import { existsSync } from "node:fs";

import { defineConfig } from "@playwright/test";

import type { ApiAccess } from "./support/api-access.ts";

/** The browser that `pnpm test` found, or the system's; Playwright's own where there is neither. */
function browserPath(): string | undefined {
  const found = process.env["CHROME_PATH"];
  if (found) return found;
  return ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path));
}

/** Specs that touch the way to the API or the session: they run in both modes by default. */
const aboutAccess = [
  "api-access",
  "blocked-sockets",
  "hydration",
  "live",
  "next",
  "optimistic",
  "sign-out",
  "tabs",
  "token-expiry",
  "user-switch",
  "viewer",
].map((name) => `${name}.spec.ts`);

const gateway = { name: "gateway", use: { apiAccess: "gateway" as const } };
// Only a gateway can tell a page that its session ended elsewhere; without one it hears of it when its token has to be renewed.
const direct = { name: "direct", use: { apiAccess: "direct" as const }, grepInvert: /@gateway/ };

/** `E2E_API_ACCESS` runs every spec in one mode. */
function projects() {
  switch (process.env["E2E_API_ACCESS"]) {
    case "gateway":
      return [gateway];
    case "direct":
      return [direct];
    default:
      return [gateway, { ...direct, testMatch: aboutAccess }];
  }
}

export default defineConfig<object, { apiAccess: ApiAccess }>({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "test-results",
  globalSetup: "./global-setup.ts",
  projects: projects(),
  fullyParallel: true,
  workers: 2,
  // A test that passes at the second try hides a race.
  retries: 0,
  forbidOnly: process.env["CI"] !== undefined,
  // Patience for a busy machine; a test that passes takes a few seconds.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: {
    // A picture of the whole document around every action costs a fifth of the time: take them with --trace=on.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false },
    locale: "en-GB",
    timezoneId: "Europe/Lisbon",
    viewport: { width: 1280, height: 900 },
    launchOptions: { executablePath: browserPath() },
  },
});
