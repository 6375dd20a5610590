// pnpm test: everything. pnpm test unit db: only these steps (with what they need).
import { register } from "tsx/esm/api";

register();
const { runCommand } = await import("./lib/command-error.ts");
const { runTests } = await import("./lib/run-tests.ts");
await runCommand(() => runTests(process.argv.slice(2).filter((argument) => argument !== "--")));
