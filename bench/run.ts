import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { benchSsr, showSsr } from "./ssr/ssr.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "string" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "8" },
  },
});

if (positionals[0] !== "ssr") {
  console.error("Say what to measure: pnpm bench ssr [--rounds N] [--seconds N] [--json FILE]");
  process.exit(2);
}
const result = await benchSsr({ rounds: Number(values.rounds), seconds: Number(values.seconds) });
console.log(showSsr(result));
if (values.json) await writeFile(values.json, `${JSON.stringify({ ssr: result }, null, 2)}\n`);
