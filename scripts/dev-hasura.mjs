// pnpm dev:hasura: the system of `pnpm dev` with the real Hasura and Postgres, in Docker, in place of hasura-local.
import { register } from "tsx/esm/api";

register();
const { runCommand } = await import("./lib/command-error.ts");
const { devHasura } = await import("./lib/dev-hasura.ts");
await runCommand(devHasura);
