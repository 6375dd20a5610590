import type { Activity } from "@potluck/contracts";
import type { z } from "zod";
import { actingPerson } from "../../activity/acting-person.ts";
import { readBackground } from "../../activity/background.ts";
import { recordActivity } from "../../activity/record-activity.ts";
import { defineEvent } from "../../runtime/define-event.ts";
import { done, giveUp } from "../../runtime/outcome.ts";
import { input } from "./input.ts";

type Dinner = z.output<typeof input>;

/** A dinner was made or changed: writes that into its activity. */
export const dinnerActivity = defineEvent({
  name: "dinner-activity",
  input,
  async run(message, { hasura }) {
    const { old: before, new: dinner } = message.event.data;
    if (!dinner) return giveUp(`there is no new row in an event ${message.event.op}`);
    const activity = before ? toChange(before, dinner) : toCreation(dinner);
    if (!activity) return done("nothing that people see has changed");

    const actor = actingPerson(message);
    const background = await readBackground(hasura, { dinnerId: dinner.id, users: [actor] });
    if (!background) return done("the dinner is gone");
    return recordActivity(
      hasura,
      { ...activity, dinnerId: dinner.id, actorId: background.actor(actor), happenedAt: message.created_at },
      { eventId: message.id, function: "dinner-activity" },
    );
  },
});

function toCreation({ title }: Dinner): Activity {
  return { kind: "dinner-created", payload: { title } };
}

function toChange(before: Dinner, after: Dinner): Activity | null {
  const changed: ("title" | "startsAt" | "notes")[] = [];
  if (before.title !== after.title) changed.push("title");
  if (Date.parse(before.starts_at) !== Date.parse(after.starts_at)) changed.push("startsAt");
  if (before.notes !== after.notes) changed.push("notes");
  if (changed.length === 0) return null;
  return { kind: "dinner-changed", payload: { changed, title: after.title, startsAt: after.starts_at } };
}
