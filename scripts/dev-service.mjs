// Runs one service for development: node scripts/dev-service.mjs <identity|hasura-local|functions|booking-partner|web>.
// Called by the `dev` script of each service, which turbo runs.
import { register } from "tsx/esm/api";

register();
const { runCommand } = await import("./lib/command-error.ts");
const { devService } = await import("./lib/dev-service.ts");
await runCommand(() => devService(process.argv[2]));
