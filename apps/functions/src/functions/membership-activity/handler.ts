import type { Activity } from "@potluck/contracts";
import type { z } from "zod";
import { actingPerson } from "../../activity/acting-person.ts";
import { readBackground, type Background } from "../../activity/background.ts";
import { recordActivity } from "../../activity/record-activity.ts";
import { defineEvent } from "../../runtime/define-event.ts";
import { done, giveUp } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

type Member = z.output<typeof input>;

/** A guest came, went or got another role: writes that into the dinner's activity. */
export const membershipActivity = defineEvent({
  name: "membership-activity",
  input,
  async run(message, { hasura }) {
    const { old: before, new: after } = message.event.data;
    const member = after ?? before;
    if (!member) return giveUp(`there is no row in an event ${message.event.op}`);
    // Whoever joins does so themselves, by accepting an invitation; a function writes the row for them.
    const actor = actingPerson(message) ?? (before ? undefined : member.user_id);
    const { dinner_id: dinnerId, user_id: userId } = member;

    const background = await readBackground(hasura, { dinnerId, users: [userId, actor] });
    if (!background) return done("the dinner is gone");
    const activity = toActivity(before, after, background, actor);
    if (!activity) return done("nothing that people see has changed");
    return recordActivity(
      hasura,
      { ...activity, dinnerId, actorId: background.actor(actor), happenedAt: message.created_at },
      { eventId: message.id, function: "membership-activity" },
    );
  },
});

function toActivity(
  before: Member | null,
  after: Member | null,
  { ownerId, person }: Background,
  actor: string | undefined,
): Activity | null {
  if (before && after) {
    const payload = { guest: person(after.user_id), from: before.role, to: after.role };
    return before.role === after.role ? null : { kind: "role-changed", payload };
  }
  if (after) {
    // The owner's own place is made together with the dinner, which is told already.
    if (after.role === "host" && after.user_id === ownerId) return null;
    return { kind: "guest-joined", payload: { guest: person(after.user_id), role: after.role } };
  }
  if (!before) return null;
  const payload = { guest: person(before.user_id) };
  return actor === before.user_id ? { kind: "guest-left", payload } : { kind: "guest-removed", payload };
}
