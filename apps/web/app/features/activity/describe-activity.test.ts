import { readActivity } from "@potluck/contracts";
import type { Activity, ActivityKind } from "@potluck/contracts";
import { describe, expect, it } from "vitest";

import { describeActivity } from "./describe-activity.ts";

const reader = { personId: "auth0|ben", timeZone: "Europe/Lisbon" };
const cleo = { id: "auth0|cleo", name: "Cleo Marsh" };
const ben = { id: "auth0|ben", name: "Ben Osei" };
const table = { bookingId: "b", restaurant: "Saffron House", startsAt: "2026-11-29T13:00:00Z", partySize: 4 };

function say(
  activity: Activity,
  actor: { id: string; name: string } | null = { id: "auth0|ada", name: "Ada Fern" },
) {
  // What cannot be read back is not what functions write.
  expect(readActivity(activity)).toEqual(activity);
  const words = describeActivity(
    { ...activity, actor_id: actor?.id ?? null, actor: actor && { display_name: actor.name } },
    reader,
  );
  return words && `${words.who} ${words.did}`;
}

describe("describeActivity", () => {
  it.each<[string, Activity]>([
    ["Ada Fern planned “Taco night”", { kind: "dinner-created", payload: { title: "Taco night" } }],
    [
      "Ada Fern moved the dinner to Sunday 29 November, 13:00",
      {
        kind: "dinner-changed",
        payload: { changed: ["startsAt"], title: "Taco night", startsAt: table.startsAt },
      },
    ],
    [
      "Ada Fern renamed the dinner to “Tacos”, moved the dinner to Sunday 29 November, 13:00 and changed the notes",
      {
        kind: "dinner-changed",
        payload: { changed: ["title", "startsAt", "notes"], title: "Tacos", startsAt: table.startsAt },
      },
    ],
    ["Cleo Marsh joined the dinner", { kind: "guest-joined", payload: { guest: cleo, role: "viewer" } }],
    ["You joined the dinner", { kind: "guest-joined", payload: { guest: ben, role: "editor" } }],
    ["Cleo Marsh left the dinner", { kind: "guest-left", payload: { guest: cleo } }],
    ["Ada Fern took Cleo Marsh off the guest list", { kind: "guest-removed", payload: { guest: cleo } }],
    [
      "Ada Fern let you edit the checklist",
      { kind: "role-changed", payload: { guest: ben, from: "viewer", to: "editor" } },
    ],
    [
      "Ada Fern asked Saffron House for a table for 4, Sunday 29 November, 13:00",
      { kind: "booking-requested", payload: table },
    ],
    [
      "Ada Fern asked Saffron House for another table, for 4, Sunday 29 November, 13:00",
      { kind: "booking-changed", payload: { ...table, changed: ["partySize"] } },
    ],
    [
      "Saffron House confirmed the table for 4, Sunday 29 November, 13:00",
      { kind: "booking-confirmed", payload: { ...table, reference: "SH-1" } },
    ],
    [
      "Saffron House had no table for 4, Sunday 29 November, 13:00",
      { kind: "booking-declined", payload: { ...table, reason: "Full." } },
    ],
    ["Ada Fern cancelled the table at Saffron House", { kind: "booking-cancelling", payload: table }],
    [
      "Saffron House knows that nobody comes",
      { kind: "booking-cancelled", payload: { ...table, by: "host", reason: null } },
    ],
    [
      "Saffron House cancelled the table: the oven broke",
      { kind: "booking-cancelled", payload: { ...table, by: "restaurant", reason: "the oven broke." } },
    ],
  ])("says “%s”", (sentence, activity) => {
    expect(say(activity)).toBe(sentence);
  });

  it("calls the reader you, and does without a name where nobody is known", () => {
    expect(say({ kind: "booking-requested", payload: table }, ben)).toMatch(/^You asked/);
    expect(say({ kind: "booking-requested", payload: table }, null)).toMatch(/^Somebody asked/);
    expect(say({ kind: "guest-removed", payload: { guest: cleo } }, null)).toBe(
      "Cleo Marsh was taken off the guest list",
    );
  });

  it("passes over what a later version writes", () => {
    const entry = (kind: string, payload: unknown) => ({ kind, payload, actor_id: null, actor: null });
    for (const kind of ["dinner-eaten", "toString"])
      expect(describeActivity(entry(kind, {}), reader)).toBeNull();
    const kinds: ActivityKind[] = ["guest-joined", "dinner-changed"];
    for (const kind of kinds) expect(describeActivity(entry(kind, {}), reader)).toBeNull();
    expect(describeActivity(entry("dinner-created", null), reader)).toBeNull();
  });
});
