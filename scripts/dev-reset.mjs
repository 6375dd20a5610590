// pnpm dev:reset: removes the data of `pnpm dev`, so that the next start begins afresh.
import { register } from "tsx/esm/api";

register();
const { runCommand } = await import("./lib/command-error.ts");
const { devReset } = await import("./lib/dev-reset.ts");
await runCommand(devReset);
