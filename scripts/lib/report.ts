import type { ServiceName } from "./services.ts";

/** What is told about a service, or about what is generated. */
export interface Report {
  service: ServiceName | "codegen";
  /**
   * `progress`: a step on the way to readiness. `ready`: it answers. `notice`: something a person should know, such as a
   * restart. `warning`: a warning or error of the service's own. `log`: any other line of it. `failed`: it gives up.
   */
  kind: "progress" | "ready" | "notice" | "warning" | "log" | "failed";
  text: string;
}

/** Set by `pnpm dev`, which reads reports rather than text. */
export const REPORT_VARIABLE = "POTLUCK_REPORTS";

/** Writes reports to standard output: as lines of JSON for `pnpm dev`, as text for anybody who runs turbo directly. */
export function createReporter(service: ServiceName, environment: NodeJS.ProcessEnv = process.env) {
  const asJson = environment[REPORT_VARIABLE] === "json";
  return (kind: Report["kind"], text: string): void => {
    if (asJson) {
      if (kind !== "log")
        process.stdout.write(`${JSON.stringify({ service, kind, text } satisfies Report)}\n`);
    } else {
      process.stdout.write(kind === "log" || kind === "warning" ? `${text}\n` : `▸ ${service}: ${text}\n`);
    }
  };
}

/** Reads a line of another process back; undefined where it is none of ours. */
export function parseReport(line: string): Report | undefined {
  if (!line.startsWith('{"service":')) return undefined;
  try {
    return JSON.parse(line) as Report;
  } catch {
    return undefined;
  }
}

/** Tells the lines that a developer wants to see from those that belong in a file. */
export function createWarningFilter(): (line: string) => boolean {
  let previous = false;
  return (line) => {
    // The rest of a stack trace belongs to the message above it.
    if (previous && /^\s+\S/.test(line)) return true;
    previous = isWarning(line);
    return previous;
  };
}

function isWarning(line: string): boolean {
  if (line.startsWith("{")) {
    try {
      const { level } = JSON.parse(line) as { level?: unknown };
      // pino's numbers and everybody else's words.
      return typeof level === "number" ? level >= 40 : /^(warn|error|fatal)/i.test(String(level));
    } catch {
      // not JSON after all
    }
  }
  return /\b(warn|warning|error|fatal|failed|unhandled|uncaught)\b|Error:/i.test(line);
}
