/** A process that owns a server until it is killed: `owner.fixture.ts persistent DIR` or `owner.fixture.ts scratch`. */
import { startPostgres, startScratchPostgres } from "../index.ts";

const [kind, dataDir = ""] = process.argv.slice(2);
const { url, pid, adopted } =
  kind === "scratch" ? await startScratchPostgres() : await startPostgres({ dataDir });
// Before the line: whoever reads it may send the signal at once.
process.once("SIGHUP", () => process.exit(0));
process.stdout.write(`${JSON.stringify({ url, pid, adopted })}\n`);
setInterval(() => {}, 60_000);
