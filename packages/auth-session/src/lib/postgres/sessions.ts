import { z } from "zod";
import type { AuthLog } from "../auth-event.ts";
import type { Ending, EndingListener, SessionStore } from "../session-store.ts";
import { storeFailure } from "../store-failure.ts";
import type { Database } from "./database.ts";
import { listen } from "./listen.ts";
import { SCHEMA } from "./migrations.ts";

const CHANNEL = "auth_session_endings";
const said = z.object({ names: z.array(z.string()), beganUpTo: z.number().nullable() });

/** Ended sessions that every process with this database knows of. */
export interface PostgresSessions extends SessionStore {
  close(): Promise<void>;
}

/**
 * @param database The database.
 * @param log Hears when listening begins and when it is interrupted.
 * @returns The ended sessions.
 */
export function createPostgresSessions(database: Database, log: AuthLog): PostgresSessions {
  const listeners = new Set<EndingListener>();
  const tell = (ending: Omit<Ending, "until">) => {
    for (const listener of listeners) listener.ended(ending);
  };
  const unsure = () => {
    for (const listener of listeners) listener.unsure();
  };
  let stopListening: (() => Promise<void>) | null = null;

  function startListening(): () => Promise<void> {
    return listen({
      channel: CHANNEL,
      connect: () => database.connect(),
      heard(payload) {
        const ending = said.safeParse(parseJson(payload));
        if (ending.success) tell(ending.data);
        else unsure();
      },
      listening() {
        log({ type: "store-listener", state: "listening", reason: null });
        unsure();
      },
      lost: (error) => log({ type: "store-listener", state: "lost", reason: storeFailure(error) }),
    });
  }

  return {
    isShared: true,

    async isEnded({ names, beganAt }) {
      const [row] = await database.query<{ ended: boolean }>(
        `select exists (
           select from ${SCHEMA}.endings
           where name = any($1) and (began_up_to is null or began_up_to >= $2)
         ) as ended`,
        [names, beganAt],
      );
      return row?.ended === true;
    },

    async end({ names, beganUpTo, until }) {
      await database.query(
        `with recorded as (
           insert into ${SCHEMA}.endings as known (name, began_up_to, forget_at)
           select name, $2::bigint, to_timestamp($3 / 1000.0) from unnest($1::text[]) as name
           on conflict (name) do update set
             began_up_to = case
               when known.began_up_to is not null and excluded.began_up_to is not null
               then greatest(known.began_up_to, excluded.began_up_to)
             end,
             forget_at = greatest(known.forget_at, excluded.forget_at)
         )
         select pg_notify('${CHANNEL}', $4)`,
        [names, beganUpTo, until, JSON.stringify({ names, beganUpTo })],
      );
      // Not by way of the database: here it must not wait for a connection that may be lost.
      tell({ names, beganUpTo });
    },

    subscribe(listener) {
      listeners.add(listener);
      stopListening ??= startListening();
      return () => listeners.delete(listener);
    },

    async close() {
      await stopListening?.();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
