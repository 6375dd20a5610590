import { Button, Dish, EmptyState, ErrorState, LinkButton } from "@potluck/ui";
import { useLiveQuery } from "@potluck/urql-client/react";
import { Link } from "@remix-run/react";
import { type ReactNode, useState } from "react";

import { useClock } from "~/features/time/clock.tsx";
import type { ResultOf } from "~/graphql.ts";

import { DinnerCard } from "./dinner-card.tsx";
import { earliestStart } from "./earliest-start.ts";
import { NextDinnerQuery } from "./next-dinner-query.ts";
import { Waiting } from "./waiting.tsx";

/** Props of {@link NextDinner}. */
export interface NextDinnerProps {
  personId: string;
  /** What stands around it, with the person as far as known. */
  frame: (person: { id: string; name: string } | undefined, content: ReactNode) => ReactNode;
}

/** The person's next dinner, live: fetched in the browser, by the same hook that other pages use with what the server read. */
export function NextDinner({ personId, frame }: NextDinnerProps) {
  const { now } = useClock();
  const {
    data: newest,
    error,
    refetch,
  } = useLiveQuery(NextDinnerQuery, { me: personId, from: earliestStart(now) });
  // While the next hour's question is under way, the last answer stays.
  const [last, setLast] = useState<ResultOf<typeof NextDinnerQuery> | undefined>(newest);
  if (newest !== undefined && newest !== last) setLast(newest);
  const data = newest ?? last;
  const user = data?.users_by_pk;
  const person = user ? { id: user.id, name: user.display_name } : undefined;
  const [dinner] = data?.dinners ?? [];

  if (dinner) return frame(person, <DinnerCard key={dinner.id} dinner={dinner} personId={personId} />);
  if (data) return frame(person, <NothingPlanned />);
  if (error) return frame(person, <CannotTell onRetry={refetch} />);
  return frame(person, <Waiting />);
}

function NothingPlanned() {
  return (
    <>
      <h1 className="sr-only">Your next dinner</h1>
      <EmptyState
        art={<Dish name="tomato" isEmpty />}
        title="Nothing planned"
        action={
          <LinkButton component={Link} to="/dinners/new">
            Plan a dinner
          </LinkButton>
        }
      >
        The next dinner that you plan, or that somebody invites you to, appears here by itself.
      </EmptyState>
    </>
  );
}

/** The dinner, or the session, cannot be had now. */
export function CannotTell({ onRetry }: { onRetry: () => void }) {
  return (
    <ErrorState
      art={<Dish name="fish" isEmpty />}
      title="We can’t reach the kitchen"
      actions={<Button onClick={onRetry}>Try again</Button>}
    >
      <p role="alert">Your dinner is safe, we just can’t get to it right now. We keep trying.</p>
    </ErrorState>
  );
}
