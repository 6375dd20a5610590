import { writeFile } from "node:fs/promises";
import { LocalPostgresError } from "@potluck/local-postgres";
import { USAGE, UsageError, parseCommand } from "./lib/cli/arguments.ts";
import type { Command } from "./lib/cli/arguments.ts";
import { detach } from "./lib/cli/detach.ts";
import { migrate } from "./lib/cli/migrate.ts";
import { printRoleSchema } from "./lib/cli/print-schema.ts";
import { serve } from "./lib/cli/serve.ts";
import { StartupError } from "./lib/config/startup-error.ts";
import { InconsistentMetadataError } from "./lib/errors.ts";

const log = (line: string): void => console.error(`hasura-local: ${line}`);
const print = (line: string): void => console.log(line);

/**
 * Runs one command of the command line tool.
 *
 * @param args without node and the script.
 * @returns the exit code: 0 done, 1 failed with one sentence on stderr, 2 not understood.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  try {
    return await run(parseCommand(args));
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    if (isExpected(error)) {
      log(error.message);
      return 1;
    }
    throw error;
  }
}

async function run(command: Command): Promise<number> {
  const environment = process.env;
  switch (command.name) {
    case "help":
      print(USAGE);
      return 0;
    case "serve":
      return serve({ ...command, environment, log }, (url) =>
        print(JSON.stringify({ service: "hasura-local", url })),
      );
    case "migrate":
      await migrate(command, environment, print, log);
      return 0;
    case "schema": {
      const sdl = await printRoleSchema(command.project, command.role, environment, log);
      if (command.out === undefined) process.stdout.write(sdl);
      else await writeFile(command.out, sdl);
      return 0;
    }
    case "detach":
      await detach(environment, log);
      print("removed the schema hdb_local and its triggers");
      return 0;
  }
}

function isExpected(error: unknown): error is Error {
  return (
    error instanceof StartupError ||
    error instanceof InconsistentMetadataError ||
    error instanceof LocalPostgresError
  );
}
