import { PassThrough } from "node:stream";
import { arrayBuffer } from "node:stream/consumers";

import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import type {
  ActionFunctionArgs,
  AppLoadContext,
  EntryContext,
  LoaderFunctionArgs,
} from "@remix-run/server-runtime";
import { renderToPipeableStream } from "react-dom/server";

import { ApiAccessProvider } from "~/services/api-access.ts";
import { contentSecurityPolicy, inlineScriptHashes } from "~/services/content-security-policy.server.ts";
import { NonceProvider } from "~/services/nonce.ts";

/** How long deferred data may keep a response open, in milliseconds. */
export const streamTimeout = 5_000;

/**
 * Renders a document. The whole page is rendered before the first byte leaves: one write with a known
 * length costs less than many small ones, and an error during rendering still becomes an error page.
 */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  loadContext: AppLoadContext,
): Promise<Response> {
  const isStatic = remixContext.staticHandlerContext.matches.every(
    (match) => match.route.id === "root" || handleOf(remixContext, match.route.id)?.static === true,
  );
  // A page that caches keep cannot carry a nonce: its inline scripts are named by their hashes.
  const nonce = isStatic ? undefined : loadContext.cspNonce;
  const html = await render(request, remixContext, nonce, loadContext);
  const scriptSources = nonce ? [`'nonce-${nonce}'`] : inlineScriptHashes(html);
  headers.set("Content-Length", String(html.byteLength));
  headers.set("Content-Type", "text/html; charset=utf-8");
  headers.set("Content-Security-Policy", contentSecurityPolicy({ scriptSources, ...loadContext.csp }));
  if (isStatic && status === 200 && !headers.has("Cache-Control")) {
    headers.set("Cache-Control", "public, max-age=60, s-maxage=300, stale-while-revalidate=86400");
  }
  return new Response(html, { status, headers });
}

function handleOf(remixContext: EntryContext, routeId: string): { static?: boolean } | undefined {
  return remixContext.routeModules[routeId]?.handle as { static?: boolean } | undefined;
}

function render(
  request: Request,
  remixContext: EntryContext,
  nonce: string | undefined,
  context: AppLoadContext,
): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const { pipe, abort } = renderToPipeableStream(
      <NonceProvider value={nonce}>
        <ApiAccessProvider value={context.apiAccess}>
          <RemixServer context={remixContext} url={request.url} abortDelay={streamTimeout} nonce={nonce} />
        </ApiAccessProvider>
      </NonceProvider>,
      {
        nonce,
        onAllReady() {
          clearTimeout(timer);
          resolve(arrayBuffer(pipe(new PassThrough())));
        },
        onShellError(error) {
          clearTimeout(timer);
          reject(error);
        },
        onError(error) {
          if (!request.signal.aborted) context.logError(error, request);
        },
      },
    );
    const timer = setTimeout(abort, streamTimeout + 1_000);
  });
}

/** Logs what no route expected: an aborted request is the visitor's choice, and a wrong address is nobody's fault. */
export function handleError(
  error: unknown,
  { request, context }: LoaderFunctionArgs | ActionFunctionArgs,
): void {
  const isExpected = request.signal.aborted || (isRouteErrorResponse(error) && error.status < 500);
  if (!isExpected) context.logError(error, request);
}
