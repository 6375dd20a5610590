import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { CookieJar } from "./browser-jar.ts";

/** What a process is to be. */
export interface ProcessSettings {
  origin: string;
  /** Auth0's client, or the address of Nhost's auth service. */
  provider: { issuer: string; clientId: string; audience: string } | { authUrl: string };
  /** Secrets in base64url. */
  keys: readonly { id: string; secret: string }[];
  /** Null: no store. */
  databaseUrl: string | null;
  /** Null: no gateway. */
  api: { http: string; ws: string } | null;
  /** What its clock says until it is told otherwise; null: the computer's own. */
  nowMs: number | null;
}

/** What a process is told. */
export type ProcessOrder =
  | { type: "configure"; settings: ProcessSettings }
  | { type: "clock"; nowMs: number };

/** What a process tells. */
export type ProcessReport =
  | { type: "listening"; port: number }
  | { type: "done" }
  | { type: "failed"; reason: string };

/** A process of an app, from outside. Used by this package's tests. */
export interface SessionProcess {
  /** Address of its gateway. */
  readonly socketUrl: string;
  configure(settings: ProcessSettings): Promise<void>;
  setClock(nowMs: number): Promise<void>;
  /** Sends a request with a browser's cookies; follows no redirect. */
  fetch(jar: CookieJar | null, path?: string, init?: RequestInit): Promise<Response>;
  /** SIGKILL. Resolves when it is gone. */
  kill(): Promise<void>;
}

const ENTRY = fileURLToPath(new URL("session-process.fixture.ts", import.meta.url));

/** @returns A running process that has yet to be configured; kill it. */
export async function startSessionProcess(): Promise<SessionProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", ENTRY], {
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const gone = once(child, "exit");
  const report = await nextReport(child);
  if (report.type !== "listening") throw new Error("The process did not start.");
  const origin = `127.0.0.1:${report.port}`;

  async function order(what: ProcessOrder): Promise<void> {
    const answer = nextReport(child);
    child.send(what);
    const { type, ...rest } = await answer;
    if (type !== "done") throw new Error(`The process says ${JSON.stringify(rest)}.`);
  }

  return {
    socketUrl: `ws://${origin}/graphql`,
    configure: (settings) => order({ type: "configure", settings }),
    setClock: (nowMs) => order({ type: "clock", nowMs }),
    fetch(jar, path = "/dinners", init = {}) {
      const headers = new Headers(init.headers);
      if (jar) headers.set("cookie", jar.header);
      return fetch(`http://${origin}${path}`, { ...init, headers, redirect: "manual" });
    },
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function nextReport(child: ChildProcess): Promise<ProcessReport> {
  const [report] = (await once(child, "message")) as [ProcessReport];
  return report;
}
