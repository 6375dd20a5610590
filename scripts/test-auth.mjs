// pnpm test:auth: what is promised of sessions, as one table. --soak: tokens change for fifteen minutes instead of a sample.
import { register } from "tsx/esm/api";

register();
const { runCommand } = await import("./lib/command-error.ts");
const { testAuth } = await import("./lib/test-auth.ts");
await runCommand(() => testAuth(process.argv.slice(2).filter((argument) => argument !== "--")));
