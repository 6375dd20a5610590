import { createHasuraLocal } from "../server/start.ts";
import type { HasuraLocalOptions } from "../server/start.ts";

/** After a signal, the process is gone within this many milliseconds, whatever hangs. */
const PATIENCE = 1900;

/**
 * Serves until a signal comes.
 *
 * @param announce gets the address once the server listens.
 * @returns the exit code.
 */
export async function serve(options: HasuraLocalOptions, announce: (url: string) => void): Promise<number> {
  const signalled = nextSignal();
  const server = await createHasuraLocal(options);
  announce(server.url);
  const isOver = await Promise.race([signalled, server.databaseExited.then(() => "database" as const)]);
  setTimeout(() => process.exit(1), PATIENCE).unref();
  await server.close();
  if (isOver !== "database") return 0;
  options.log?.("Postgres has ended; the server ends with it");
  return 1;
}

function nextSignal(): Promise<"signal"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve("signal"));
  });
}
