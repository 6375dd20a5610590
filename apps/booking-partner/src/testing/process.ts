import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** A booking partner as a process of its own. */
export interface PartnerProcess {
  child: ChildProcess;
  url: string;
  controlUrl: string;
  /** Everything it wrote to standard error, once it has ended. */
  errors: Promise<string>;
  /** Ends it with this signal and resolves to its exit code, null where the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `server.ts` with exactly this environment. */
export function spawnPartner(environment: Record<string, string | undefined>): ChildProcess {
  const entry = fileURLToPath(new URL("../server.ts", import.meta.url));
  return spawn(process.execPath, ["--import", "tsx", entry], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Starts `server.ts` and waits for the line that tells its addresses. */
export async function startPartnerProcess(
  environment: Record<string, string | undefined>,
): Promise<PartnerProcess> {
  const child = spawnPartner(environment);
  const errors = text(child.stderr!);
  const [line] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  const { listening, controls } = JSON.parse(line) as { listening: string; controls: string };
  return {
    child,
    url: listening,
    controlUrl: controls,
    errors,
    async end(signal) {
      const ended = once(child, "close") as Promise<[number | null]>;
      child.kill(signal);
      return (await ended)[0];
    },
  };
}
