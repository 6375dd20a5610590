#!/usr/bin/env node
import { register } from "tsx/esm/api";

// The package is TypeScript source; Node 20 cannot read it by itself.
register();
const { runCli } = await import("../src/cli.ts");
process.exitCode = await runCli(process.argv.slice(2));
