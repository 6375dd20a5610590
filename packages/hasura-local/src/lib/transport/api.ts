import type { Authenticate } from "../auth/authenticate.ts";
import type { ServerConfig } from "../config/server-config.ts";
import type { Engine } from "../engine.ts";
import type { LiveQueries } from "../live/live-queries.ts";
import type { Metadata } from "../metadata/types.ts";
import type { Triggers } from "../server/start-triggers.ts";

/** What the endpoints serve. */
export interface Api {
  engine: Engine;
  live: LiveQueries;
  triggers: Pick<Triggers, "redeliver" | "invoke">;
  authenticate: Authenticate;
  config: ServerConfig;
  /** The metadata in force. */
  metadata(): Metadata;
  /** Reads the metadata folder and the database's catalog again. @throws StartupError, InconsistentMetadataError */
  reload(): Promise<void>;
  /** Rejects where the database does not answer. */
  checkDatabase(): Promise<void>;
  log: (line: string) => void;
}
