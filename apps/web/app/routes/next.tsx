import { Dish, EmptyState, LinkButton, Page, Toaster } from "@potluck/ui";
import { LiveProvider } from "@potluck/urql-client/react";
import type { ReactNode } from "react";

import { RouteError } from "~/features/errors/route-error.tsx";
import { ConnectionNote } from "~/features/live/connection-note.tsx";
import { FailedChanges } from "~/features/live/failed-changes.tsx";
import { AccountLink } from "~/features/navigation/account-link.tsx";
import { NavLink } from "~/features/navigation/nav-link.tsx";
import { signInHref } from "~/features/navigation/sign-in-links.ts";
import { SiteHeader } from "~/features/navigation/site-header.tsx";
import { CannotTell, NextDinner } from "~/features/next-dinner/next-dinner.tsx";
import { Waiting } from "~/features/next-dinner/waiting.tsx";
import { browserClient } from "~/features/session/browser-client.ts";
import { renewSession } from "~/features/session/page-session.ts";
import { usePageSession } from "~/features/session/use-page-session.ts";
import { ClockProvider } from "~/features/time/clock.tsx";

/** The same bytes for everybody, so that caches may keep them: who looks at it, and what they see, the browser finds out. */
export const handle = { static: true, clientMode: true };

export const meta = () => [
  { title: "Your next dinner · Potluck" },
  { name: "description", content: "When it is, who comes and what you bring: to keep on your phone." },
];

// Nothing is dated before the browser's own clock counts.
const anyTime = { now: 0, timeZone: "UTC" };

export default function NextDinnerRoute() {
  const session = usePageSession();
  switch (session.status) {
    case "asking":
      return frame(undefined, <Waiting />);
    case "unavailable":
      return frame(undefined, <CannotTell onRetry={renewSession} />);
    case "signed-out":
      return frame(undefined, <SignedOut />);
    case "signed-in":
      return (
        <LiveProvider client={browserClient(session.userId)}>
          <ClockProvider server={anyTime}>
            <NextDinner personId={session.userId} frame={frame} />
          </ClockProvider>
          <ConnectionNote />
          <FailedChanges />
          <Toaster />
        </LiveProvider>
      );
  }
}

function frame(person: { id: string; name: string } | undefined, content: ReactNode) {
  return (
    <Page
      header={
        <SiteHeader end={person ? <AccountLink person={person} /> : null}>
          <NavLink to="/dinners">All dinners</NavLink>
        </SiteHeader>
      }
    >
      <div className="mx-auto max-w-xl pt-4 sm:pt-8">{content}</div>
      <noscript>
        <p className="mx-auto max-w-xl pt-8">
          This page is put together in your browser, by a script. <a href="/dinners">All your dinners</a> come
          without one.
        </p>
      </noscript>
    </Page>
  );
}

function SignedOut() {
  return (
    <>
      <h1 className="sr-only">Your next dinner</h1>
      <EmptyState
        art={<Dish name="lemon" />}
        title="Whose dinner?"
        action={<LinkButton href={signInHref("/next")}>Sign in</LinkButton>}
      >
        Sign in, and this page always shows the next dinner: when it is, who comes and what you bring. Put it
        on your phone’s home screen.
      </EmptyState>
    </>
  );
}

export function ErrorBoundary() {
  return (
    <Page header={<SiteHeader />}>
      <RouteError />
    </Page>
  );
}
