import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { freePort, startSystem } from "@potluck/testing";
import autocannon from "autocannon";

import { cpuMs } from "../lib/cpu.ts";
import { signIn } from "../lib/sign-in.ts";
import { showSpread, spreadOf, type Spread } from "../lib/spread.ts";
import { buildBarePage } from "./build-bare.ts";
import { seedDinner } from "./seed-dinner.ts";

/** What {@link benchSsr} found. */
export interface SsrResult {
  rounds: number;
  /** Server CPU per page in milliseconds. */
  product: Spread;
  bare: Spread;
  /** Product by bare, of the same round. */
  ratio: Spread;
  requestsPerSecond: { product: Spread; bare: Spread };
  bytes: { product: number; bare: number };
}

/**
 * Measures what one signed-in dinner page (8 guests, 50 items) costs the server, beside a hand-written server of the same
 * components and data. Both run at the same time; the load alternates between them.
 *
 * @param options `seconds`: length of one measurement; `rounds`: how many of each.
 * @returns CPU per page, ratio per round, and their spread.
 */
export async function benchSsr(options: { seconds: number; rounds: number }): Promise<SsrResult> {
  const system = await startSystem({ web: "production" });
  const barePort = await freePort();
  const dinner = await seedDinner(system);
  const cookie = await signIn(system.urls.web, "ada@potluck.test");
  const bare = spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(new URL("bare-server.ts", import.meta.url))],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        BARE_PAGE: await buildBarePage(),
        PORT: String(barePort),
        DINNER: dinner,
        HASURA_ENDPOINT: system.urls.hasura,
        AUTH0_ISSUER: `${system.urls.identity}/`,
        WEB_ORIGIN: system.urls.web,
        SESSION_KEYS: `local:${system.secrets.session}`,
      },
    },
  );
  try {
    await Promise.race([
      once(bare.stdout, "data"),
      once(bare, "exit").then(() =>
        Promise.reject(new Error("The hand-written server did not start; see above.")),
      ),
    ]);
    const servers = {
      product: { url: `${system.urls.web}/dinners/${dinner}`, pid: system.pid("web") ?? 0 },
      bare: { url: `http://127.0.0.1:${barePort}/`, pid: bare.pid ?? 0 },
    };
    const measure = async ({ url, pid }: { url: string; pid: number }, duration: number) => {
      const before = cpuMs(pid);
      const result = await autocannon({
        url,
        connections: 10,
        duration,
        headers: { cookie, "accept-encoding": "br" },
      });
      const pages = result["2xx"];
      if (pages === 0 || result.non2xx > 0)
        throw new Error(`${url} answered ${result.non2xx} times with an error.`);
      return {
        cpu: (cpuMs(pid) - before) / pages,
        rps: pages / result.duration,
        bytes: Math.round(result.throughput.total / pages),
      };
    };
    for (const server of Object.values(servers)) await measure(server, 4);

    const rows: Record<"product" | "bare", Awaited<ReturnType<typeof measure>>>[] = [];
    for (let round = 0; round < options.rounds; round++) {
      const first = round % 2 === 0 ? "product" : "bare";
      const one = await measure(servers[first], options.seconds);
      const two = await measure(servers[first === "product" ? "bare" : "product"], options.seconds);
      rows.push(first === "product" ? { product: one, bare: two } : { product: two, bare: one });
    }
    const column = (name: "product" | "bare", key: "cpu" | "rps") =>
      spreadOf(rows.map((row) => row[name][key]));
    return {
      rounds: options.rounds,
      product: column("product", "cpu"),
      bare: column("bare", "cpu"),
      ratio: spreadOf(rows.map((row) => row.product.cpu / row.bare.cpu)),
      requestsPerSecond: { product: column("product", "rps"), bare: column("bare", "rps") },
      bytes: { product: rows[0]?.product.bytes ?? 0, bare: rows[0]?.bare.bytes ?? 0 },
    };
  } finally {
    bare.kill();
    await system.stop();
  }
}

/** @returns the result as a few lines for people */
export function showSsr(result: SsrResult): string {
  const { product, bare, ratio, requestsPerSecond: rps, bytes } = result;
  return [
    `A signed-in dinner page, 8 guests and 50 items; ${result.rounds} rounds, median (min-max)`,
    `  product      ${showSpread(product, 2)} ms CPU a page   ${showSpread(rps.product, 0)} pages/s   ${bytes.product} bytes`,
    `  hand-written ${showSpread(bare, 2)} ms CPU a page   ${showSpread(rps.bare, 0)} pages/s   ${bytes.bare} bytes`,
    `  ratio        ${showSpread(ratio, 2)} of the hand-written server's CPU`,
  ].join("\n");
}
