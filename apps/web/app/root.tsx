import { Page } from "@potluck/ui";
import faviconUrl from "@potluck/ui/favicon.svg";
import { fontUrls } from "@potluck/ui/fonts";
import type { LinksFunction } from "@remix-run/node";
import { Links, Meta, Outlet, Scripts, ScrollRestoration } from "@remix-run/react";
import type { ReactNode } from "react";

import { RouteError } from "~/features/errors/route-error.tsx";
import { earlyInputScript } from "~/features/hydration/early-input-script.ts";
import { FocusOnNavigation } from "~/features/navigation/focus-on-navigation.tsx";
import { SiteHeader } from "~/features/navigation/site-header.tsx";
import { LiveSession } from "~/features/session/live-session.tsx";
import { useSessionScript } from "~/features/session/use-session-script.ts";
import { useNonce } from "~/services/nonce.ts";

import stylesUrl from "./styles.css?url";

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: stylesUrl },
  ...fontUrls.map((href) => ({
    rel: "preload",
    as: "font" as const,
    type: "font/woff2",
    crossOrigin: "anonymous" as const,
    href,
  })),
  { rel: "icon", type: "image/svg+xml", href: faviconUrl },
];

/** For pages that don't say what they are called: errors outside every route. */
export const meta = () => [{ title: "Potluck" }];

/** The document around every page and every error. It reads no session, so that static pages stay the same for everybody. */
export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const sessionScript = useSessionScript();
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <script
          nonce={nonce}
          suppressHydrationWarning
          dangerouslySetInnerHTML={{ __html: sessionScript + earlyInputScript }}
        />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  return (
    <LiveSession>
      <FocusOnNavigation />
      <Outlet />
    </LiveSession>
  );
}

export function ErrorBoundary() {
  return (
    <Page header={<SiteHeader />}>
      <RouteError />
    </Page>
  );
}
