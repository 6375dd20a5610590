import { parseArgs } from "node:util";
import { SEED_CHOICES } from "../seeds/apply-seeds.ts";
import type { SeedChoice } from "../seeds/apply-seeds.ts";

/** A command line that cannot be understood; the message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export type Command =
  | { name: "help" }
  | { name: "serve"; project: string; seed: SeedChoice; watch: boolean }
  /** `steps` is how many migrations `revert` takes back. */
  | { name: "migrate"; action: "apply" | "revert" | "status"; project: string; steps: number }
  | { name: "schema"; project: string; role: string; out: string | undefined }
  | { name: "detach" };

export const USAGE = `hasura-local: serves the folder of a Hasura project over Postgres

  hasura-local serve   --project <dir> [--seed reference|demo|all|none] [--watch]
  hasura-local migrate apply|status --project <dir>
  hasura-local migrate revert --project <dir> [--steps <n> | --all]
  hasura-local schema  --project <dir> --role <role> [--out <file>]
  hasura-local detach

Without HASURA_GRAPHQL_DATABASE_URL a Postgres is started over HASURA_LOCAL_DATA_DIR (schema: a temporary one).
detach removes everything that hasura-local keeps in the database, so that a real Hasura can take it over.
`;

/**
 * Reads a command line.
 *
 * @throws UsageError
 */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [name, action, ...rest] = positionals;
  if (values.help || name === undefined || name === "help") return { name: "help" };
  if (rest.length > 0 || (action !== undefined && name !== "migrate")) {
    throw new UsageError(`Unexpected argument "${rest[0] ?? action}".`);
  }
  switch (name) {
    case "serve":
      return {
        name,
        project: require(values.project, "--project"),
        seed: parseSeed(values.seed),
        watch: values.watch ?? false,
      };
    case "migrate":
      return parseMigrate(action, values);
    case "schema":
      return {
        name,
        project: require(values.project, "--project"),
        role: require(values.role, "--role"),
        out: values.out,
      };
    case "detach":
      return { name };
    default:
      throw new UsageError(`Unknown command "${name}".`);
  }
}

function parseMigrate(action: string | undefined, values: ReturnType<typeof parse>["values"]): Command {
  const project = require(values.project, "--project");
  if (action !== "apply" && action !== "revert" && action !== "status") {
    throw new UsageError("migrate takes apply, revert or status.");
  }
  const steps = values.all ? Infinity : Number(values.steps ?? 1);
  if (!(steps >= 1)) throw new UsageError("--steps takes a number from 1.");
  return { name: "migrate", action, project, steps };
}

function parseSeed(value: string | undefined): SeedChoice {
  const choice = SEED_CHOICES.find((candidate) => candidate === (value ?? "none"));
  if (!choice) throw new UsageError(`--seed takes ${SEED_CHOICES.join(", ")}.`);
  return choice;
}

function require(value: string | undefined, option: string): string {
  if (value) return value;
  throw new UsageError(`${option} is missing.`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        all: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        out: { type: "string" },
        project: { type: "string" },
        role: { type: "string" },
        seed: { type: "string" },
        steps: { type: "string" },
        watch: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? `${error.message}.` : String(error));
  }
}
