import { Page, Toaster } from "@potluck/ui";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { Outlet, useLoaderData, useRouteLoaderData } from "@remix-run/react";

import { RouteError } from "~/features/errors/route-error.tsx";
import { ConnectionNote } from "~/features/live/connection-note.tsx";
import { FailedChanges } from "~/features/live/failed-changes.tsx";
import { AppHeader } from "~/features/navigation/app-header.tsx";
import { clockOf, ClockProvider } from "~/features/time/clock.tsx";

/** When and where the page is read; the pages inside load their own data. */
export function loader({ request }: LoaderFunctionArgs) {
  return clockOf(request);
}

/** The clock runs on in the browser. */
export function shouldRevalidate(): boolean {
  return false;
}

/** What all signed-in pages share. */
export default function AppLayout() {
  return (
    <ClockProvider server={useLoaderData<typeof loader>()}>
      <Page header={<AppHeader />}>
        <Outlet />
      </Page>
      <ConnectionNote />
      <FailedChanges />
      <Toaster />
    </ClockProvider>
  );
}

export function ErrorBoundary() {
  const clock = useRouteLoaderData<typeof loader>("routes/_app");
  const page = (
    <Page header={<AppHeader />}>
      <RouteError />
    </Page>
  );
  return clock ? <ClockProvider server={clock}>{page}</ClockProvider> : page;
}
