import type { Activity, ActivityKind, MemberRole } from "@potluck/contracts";

import { describeParty } from "../booking/describe-booking.ts";
import { dateWords } from "../time/format.ts";

/** A row of `activity`, as far as its sentence needs it. */
export interface ActivityFacts {
  kind: string;
  payload: unknown;
  actor_id: string | null;
  actor: { display_name: string } | null;
}

/** Who reads, and where. */
export interface ActivityReader {
  personId: string;
  /** IANA name. */
  timeZone: string;
}

/** What happened, as a sentence in two parts. */
export interface ActivityWords {
  /** Its subject, which begins it: `Ada Fern`, `You`, `Saffron House`. */
  who: string;
  /** The rest, without a full stop. */
  did: string;
}

type PayloadOf<Kind extends ActivityKind> = Extract<Activity, { kind: Kind }>["payload"];
type Describe<Kind extends ActivityKind> = (
  payload: PayloadOf<Kind>,
  say: {
    actor: string | null;
    name: (person: { id: string; name: string }) => string;
    when: (at: string) => string;
  },
) => ActivityWords;

const somebody = "Somebody";

const sentences: { [Kind in ActivityKind]: Describe<Kind> } = {
  "dinner-created": ({ title }, { actor }) => ({ who: actor ?? somebody, did: `planned “${title}”` }),
  "dinner-changed": ({ changed, title, startsAt }, { actor, when }) => {
    const parts = [
      changed.includes("title") && `renamed the dinner to “${title}”`,
      changed.includes("startsAt") && `moved the dinner to ${when(startsAt)}`,
      changed.includes("notes") && "changed the notes",
    ];
    return { who: actor ?? somebody, did: list(parts.filter((part) => part !== false)) };
  },
  "guest-joined": ({ guest }, { name }) => ({ who: name(guest), did: "joined the dinner" }),
  "guest-left": ({ guest }, { name }) => ({ who: name(guest), did: "left the dinner" }),
  "guest-removed": ({ guest }, { actor, name }) =>
    actor
      ? { who: actor, did: `took ${inside(name(guest))} off the guest list` }
      : { who: name(guest), did: "was taken off the guest list" },
  "role-changed": ({ guest, to }, { actor, name }) => ({
    who: actor ?? somebody,
    did: `let ${inside(name(guest))} ${rights[to]}`,
  }),
  "booking-requested": (table, { actor, when }) => ({
    who: actor ?? somebody,
    did: `asked ${table.restaurant} for a table ${tableWords(table, when)}`,
  }),
  "booking-changed": (table, { actor, when }) => ({
    who: actor ?? somebody,
    did: `asked ${table.restaurant} for another table, ${tableWords(table, when)}`,
  }),
  "booking-confirmed": (table, { when }) => ({
    who: table.restaurant,
    did: `confirmed the table ${tableWords(table, when)}`,
  }),
  "booking-declined": (table, { when }) => ({
    who: table.restaurant,
    did: `had no table ${tableWords(table, when)}`,
  }),
  "booking-cancelling": ({ restaurant }, { actor }) => ({
    who: actor ?? somebody,
    did: `cancelled the table at ${restaurant}`,
  }),
  "booking-cancelled": ({ restaurant, by, reason }) =>
    by === "host"
      ? { who: restaurant, did: "knows that nobody comes" }
      : {
          who: restaurant,
          did: reason ? `cancelled the table: ${withoutStop(reason)}` : "cancelled the table",
        },
};

const rights: Record<MemberRole, string> = {
  host: "host the dinner",
  editor: "edit the checklist",
  viewer: "look only",
};

/**
 * Puts what happened at a dinner into a sentence.
 *
 * @param entry What happened. Its payload is taken to have the shape of its kind, which the functions that write it see to.
 * @param reader Who reads it: they are called “you”, and moments are told in their zone.
 * @returns The sentence; null for a kind or a shape that this version does not know.
 */
export function describeActivity(entry: ActivityFacts, reader: ActivityReader): ActivityWords | null {
  if (!Object.hasOwn(sentences, entry.kind)) return null;
  const describe = sentences[entry.kind as ActivityKind] as Describe<ActivityKind>;
  const isReader = (id: string | null): boolean => id === reader.personId;
  try {
    return describe(entry.payload as PayloadOf<ActivityKind>, {
      actor: isReader(entry.actor_id) ? "You" : (entry.actor?.display_name ?? null),
      name: ({ id, name }) => (isReader(id) ? "You" : name),
      when(at) {
        const { weekday, day, month, time } = dateWords(at, reader.timeZone);
        return `${weekday} ${day} ${month}, ${time}`;
      },
    });
  } catch {
    // A shape of a later version.
    return null;
  }
}

function tableWords(
  { partySize, startsAt }: { partySize: number; startsAt: string },
  when: (at: string) => string,
): string {
  return `${describeParty(partySize)}, ${when(startsAt)}`;
}

function inside(name: string): string {
  return name === "You" ? "you" : name;
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, "");
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
