import type { DataFolder } from "./data-folder.ts";
import type { Report } from "./report.ts";
import { serviceNames } from "./services.ts";

/** What `pnpm dev` prints. */
export interface DevScreen {
  show(report: Report): void;
  stopping(): void;
}

/** Prints progress until every service is ready, then the address, then only notices and warnings. */
export function createDevScreen({ folder, webUrl }: { folder: DataFolder; webUrl: string }): DevScreen {
  const started = performance.now();
  const waitingFor = new Set<string>(serviceNames);
  const held = new Map<string, string[]>();
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  let ended = false;
  write("Starting Potluck …");

  function show({ service, kind, text }: Report): void {
    if (ended || kind === "log") return;
    if (kind === "ready") return showReady(service, text);
    const line = `  ${kind === "warning" ? "!" : "·"} ${service.padEnd(13)} ${text}`;
    // If it fails to start, its last words say it all once more.
    if (kind === "warning" && waitingFor.has(service))
      held.set(service, [...(held.get(service) ?? []), line]);
    else write(line);
  }

  function showReady(service: string, url: string): void {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (!waitingFor.delete(service)) return write(`  ✓ ${service.padEnd(13)} is back`);
    write(`  ✓ ${service.padEnd(13)} ${url}  (${seconds} s)`);
    for (const line of held.get(service) ?? []) write(line);
    if (waitingFor.size === 0) write(readyBlock(folder, webUrl, seconds));
  }
  return {
    show,
    stopping: () => {
      ended = true;
      write("Stopping …");
    },
  };
}

function readyBlock(folder: DataFolder, webUrl: string, seconds: string): string {
  return [
    "",
    `  Potluck is ready after ${seconds} s:  ${webUrl}`,
    "",
    "  Sign in as   ada@potluck.test, ben@potluck.test, cleo@potluck.test or dan@potluck.test",
    "  Password     potluck (for each of them; or sign up as somebody new)",
    "  Next         open two browsers, sign in as two people, and edit the same dinner",
    `  Logs         ${folder.shown}/logs · Ctrl-C ends everything · pnpm dev:reset starts afresh`,
    "",
  ].join("\n");
}
