import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { benchAuth, showAuth } from "./auth/auth.ts";
import { benchLive, showLive } from "./live/live.ts";
import { benchSize, showSize } from "./size/size.ts";
import { benchSsr, showSsr } from "./ssr/ssr.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "string" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "8" },
  },
});
const rounds = Number(values.rounds);

/** Each prints what it found and returns it for `--json`. */
const benchmarks: Record<string, () => Promise<unknown>> = {
  async ssr() {
    const result = await benchSsr({ rounds, seconds: Number(values.seconds) });
    console.log(showSsr(result));
    return result;
  },
  async live() {
    const rows = await benchLive({ rounds, seconds: Number(values.seconds) });
    console.log(showLive(rows));
    return rows;
  },
  async auth() {
    const rows = await benchAuth({ rounds });
    console.log(showAuth(rows));
    return rows;
  },
  async size() {
    const result = await benchSize();
    console.log(showSize(result));
    return result;
  },
};

const [name = ""] = positionals;
const benchmark = benchmarks[name];
if (!benchmark) {
  const names = Object.keys(benchmarks).join("|");
  console.error(`Say what to measure: pnpm bench ${names} [--rounds N] [--seconds N] [--json FILE]`);
  process.exit(2);
}
const result = await benchmark();
if (values.json) await writeFile(values.json, `${JSON.stringify({ [name]: result }, null, 2)}\n`);
