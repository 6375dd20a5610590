// pnpm dev: starts the whole system and shows what matters.
import { register } from "tsx/esm/api";

register();
const { runCommand } = await import("./lib/command-error.ts");
const { dev } = await import("./lib/dev.ts");
await runCommand(dev);
