/** An expected failure of a command: its message is all that a person needs to see. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/**
 * Runs a command and ends the process in an orderly way: an expected failure prints its one sentence, anything else prints
 * all there is to know.
 */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof CommandError ? error.message : error);
    process.exitCode = 1;
  }
}
