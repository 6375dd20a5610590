import { type KeyRing, macOf } from "./key-ring.ts";
import type { SessionRecord } from "./session-record.ts";

/** What can be ended: one session, those under one session at the provider, or those of a person. */
export interface EndTarget {
  kind: "session" | "provider-session" | "user";
  id: string;
}

/**
 * @param record A session.
 * @returns Everything whose end is the session's end.
 */
export function targetsOf(record: SessionRecord): EndTarget[] {
  const targets: EndTarget[] = [
    { kind: "session", id: record.sid },
    { kind: "user", id: record.userId },
  ];
  if (record.providerSid !== null) targets.push({ kind: "provider-session", id: record.providerSid });
  return targets;
}

/**
 * Names for a store. Under every key of the ring, because processes in the middle of a key change have different ones in
 * front, and must find what the others recorded.
 *
 * @param ring The key ring.
 * @param things What to name.
 * @returns One HMAC for each thing and key.
 */
export async function namesOf(
  ring: KeyRing,
  things: readonly { kind: string; id: string }[],
): Promise<string[]> {
  const names = things.flatMap(({ kind, id }) =>
    ring.all.map((key) => macOf(ring, key.id, ["stored", kind, id])),
  );
  return (await Promise.all(names)).filter((name) => name !== null);
}
