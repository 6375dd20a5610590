import type { Api } from "./api.ts";
import type { RequestHeaders } from "../engine.ts";
import { GraphQLRequestError, InconsistentMetadataError } from "../errors.ts";
import { StartupError } from "../config/startup-error.ts";
import { ADMIN_ROLE } from "../session.ts";

/**
 * Answers `POST /v1/metadata`: `export_metadata` and `reload_metadata`, for administrators.
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
  const { type } = ((await readBody()) ?? {}) as { type?: unknown };
  if (type === "export_metadata") return JSON.stringify(api.metadata());
  if (type === "reload_metadata") {
    await reload(api);
    return JSON.stringify({ message: "success", is_consistent: true });
  }
  if (typeof type !== "string") throw new GraphQLRequestError("parse-failed", 'key "type" not found');
  throw new GraphQLRequestError(
    "not-supported",
    `the command "${type}" is not supported: metadata is changed in the files of the project`,
    { path: "$.type" },
  );
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
