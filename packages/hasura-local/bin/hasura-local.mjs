#!/usr/bin/env node
import { register } from "tsx/esm/api";

// The package is TypeScript source; Node 20 cannot read it by itself.
register();
const { runCli } = await import("../src/cli.ts");
const code = await runCli(process.argv.slice(2));
// Idle connections of fetch would hold the process for seconds; the callback waits for what was printed.
process.stdout.write("", () => process.exit(code));
