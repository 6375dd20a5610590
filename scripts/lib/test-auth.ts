import { CommandError } from "./command-error.ts";
import { runTests } from "./run-tests.ts";

const SOAK_SECONDS = 15 * 60;

/**
 * Runs the tests that report a row of the table of results, and prints it.
 *
 * @param args `--soak`: the long run of what otherwise is a sample.
 * @throws {@link CommandError} where there is another argument
 */
export async function testAuth(args: readonly string[]): Promise<void> {
  const unknown = args.find((argument) => argument !== "--soak");
  if (unknown !== undefined)
    throw new CommandError(`pnpm test:auth takes --soak and nothing else, not "${unknown}".`);
  const soak = args.length > 0 ? { POTLUCK_AUTH_SOAK_S: String(SOAK_SECONDS) } : {};
  await runTests(["auth"], { rowsOnly: true, environment: { ...process.env, ...soak } });
}
