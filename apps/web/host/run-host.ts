import { ConfigurationError } from "./configuration-error.ts";
import type { RunningWeb } from "./start-web.ts";

/**
 * Runs a web host as a process: ends it cleanly on SIGINT and SIGTERM, and says in one sentence why it could not start.
 *
 * @param start Starts the server.
 */
export async function runHost(start: () => Promise<RunningWeb>): Promise<void> {
  try {
    const web = await start();
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        setTimeout(() => process.exit(0), 1_800).unref();
        web.close().then(
          () => process.exit(0),
          () => process.exit(1),
        );
      });
    }
  } catch (error) {
    // A mistake in the configuration has a code of its own; anything else keeps its stack.
    const expected = error instanceof ConfigurationError || (error instanceof Error && "code" in error);
    process.stderr.write(
      `${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(1);
  }
}
