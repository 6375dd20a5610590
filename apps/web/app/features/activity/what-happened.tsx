import { useState } from "react";

import { useClock } from "~/features/time/clock.tsx";
import { timeAgo } from "~/features/time/format.ts";
import type { FragmentOf } from "~/graphql.ts";

import type { ActivityFragment } from "./activity-fragment.ts";
import { describeActivity } from "./describe-activity.ts";
import { useActivity } from "./use-activity.ts";

/** What happened at the dinner lately, newest first. New entries come in at the top, and only older ones make room. */
export function WhatHappened(props: { dinner: FragmentOf<typeof ActivityFragment>; personId: string }) {
  const entries = useActivity(props.dinner);
  const { now, timeZone } = useClock();
  const [newestAtFirst] = useState(() => Math.max(0, ...entries.map(({ id }) => id)));
  const lines = entries.flatMap((entry) => {
    const words = describeActivity(entry, { personId: props.personId, timeZone });
    return words ? [{ id: entry.id, at: entry.happened_at, ...words }] : [];
  });
  return (
    <section aria-labelledby="activity-heading">
      <h2 id="activity-heading" className="mb-3 text-heading">
        What happened
      </h2>
      {lines.length === 0 ? (
        <p className="border-t border-line pt-4 text-ink-soft">
          Nothing yet. Who joins, what changes and what restaurants answer is told here.
        </p>
      ) : (
        // What all entries share is said once.
        <ol className="border-t border-line text-[0.9375rem] leading-snug [&_b]:font-medium [&_time]:text-caption [&_time]:text-ink-soft [&>li]:border-b [&>li]:border-line [&>li]:py-3">
          {lines.map(({ id, at, who, did }) => (
            <li key={id} className={id > newestAtFirst ? "animate-arrive" : undefined}>
              <p>
                <b>{who}</b> {did}
              </p>
              <time dateTime={at}>{timeAgo(at, now, timeZone)}</time>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
