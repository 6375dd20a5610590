import type { Api } from "./api.ts";
import type { RequestHeaders } from "../engine.ts";
import { GraphQLRequestError, InconsistentMetadataError } from "../errors.ts";
import { StartupError } from "../config/startup-error.ts";
import { ADMIN_ROLE } from "../session.ts";

/**
 * Answers `POST /v1/metadata` for administrators: `export_metadata`, `reload_metadata`, `pg_redeliver_event` and
 * `pg_invoke_event_trigger`.
 *
 * @returns the response's JSON text.
 * @throws GraphQLRequestError
 */
export async function answerMetadata(
  api: Api,
  headers: RequestHeaders,
  readBody: () => Promise<unknown>,
): Promise<string> {
  const { session } = await api.authenticate(headers);
  if (session.role !== ADMIN_ROLE) {
    throw new GraphQLRequestError("access-denied", "restricted access : admin only");
  }
  const { type, args } = ((await readBody()) ?? {}) as { type?: unknown; args?: unknown };
  if (type === "export_metadata") return JSON.stringify(api.metadata());
  if (type === "reload_metadata") {
    await reload(api);
    return JSON.stringify({ message: "success", is_consistent: true });
  }
  if (type === "pg_redeliver_event") {
    await api.triggers.redeliver(textOf(args, "event_id"));
    return JSON.stringify({ message: "success" });
  }
  if (type === "pg_invoke_event_trigger") {
    const name = textOf(args, "name");
    const { payload } = args as { payload?: unknown };
    const id = await api.triggers.invoke(name, payload, session.variables);
    return JSON.stringify({ event_id: id });
  }
  if (typeof type !== "string") throw new GraphQLRequestError("parse-failed", 'key "type" not found');
  throw new GraphQLRequestError(
    "not-supported",
    `the command "${type}" is not supported: metadata is changed in the files of the project`,
    { path: "$.type" },
  );
}

function textOf(args: unknown, key: string): string {
  const value = (args as Record<string, unknown> | null | undefined)?.[key];
  if (typeof value === "string") return value;
  throw new GraphQLRequestError("parse-failed", `key "${key}" not found`, { path: "$.args" });
}

async function reload(api: Api): Promise<void> {
  try {
    await api.reload();
  } catch (error) {
    if (error instanceof StartupError || error instanceof InconsistentMetadataError) {
      throw new GraphQLRequestError("invalid-configuration", error.message, { cause: error });
    }
    throw error;
  }
}
