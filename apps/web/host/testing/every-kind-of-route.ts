import {
  type ActionFunctionArgs,
  type AppLoadContext,
  data,
  type EntryContext,
  type LoaderFunctionArgs,
  redirect,
  type ServerBuild,
} from "@remix-run/server-runtime";

import * as backchannelLogout from "../../app/routes/auth.backchannel-logout.ts";
import * as callback from "../../app/routes/auth.callback.ts";
import * as login from "../../app/routes/auth.login.ts";
import * as logout from "../../app/routes/auth.logout.ts";
import * as renew from "../../app/routes/auth.renew.ts";
import * as token from "../../app/routes/auth.token.ts";

type RouteModule = ServerBuild["routes"][string]["module"];

/** What a loader of the tests tells: whose request it was, in a form that is easily searched for. */
export const markOf = (name: string) => `viewer<${name}>`;

const wants = (address: string) => async (args: LoaderFunctionArgs) => {
  const auth = await args.context.openSession();
  return { address, mark: markOf(auth.requireUser().name), auth };
};
const page = (loader: RouteModule["loader"], more: Partial<RouteModule> = {}) =>
  ({ default: () => null, loader, ...more }) as RouteModule;
const resource = (loader: RouteModule["loader"]) =>
  ({ default: undefined, loader }) as unknown as RouteModule;

async function markedData(args: LoaderFunctionArgs | ActionFunctionArgs) {
  const { mark } = await wants("")(args);
  return { mark };
}

/** One route of each kind there is, by path. Those that read the session also ask to be cached, as a careless route might. */
const modules: Record<string, RouteModule> = {
  landing: page(() => ({ everybody: "the same" }), {
    headers: () => ({ "Cache-Control": "public, max-age=60, s-maxage=300" }),
  }),
  document: page(markedData, { headers: () => ({ "Cache-Control": "public, max-age=60" }) }),
  redirect: page(async (args) =>
    redirect(`/document?seen=${encodeURIComponent((await markedData(args)).mark)}`),
  ),
  missing: page(async (args) => {
    throw new Response((await markedData(args)).mark, { status: 404, statusText: "Not found" });
  }),
  broken: page(async (args) => {
    throw new Error((await markedData(args)).mark);
  }),
  form: page(markedData, {
    action: async (args: ActionFunctionArgs) => data(await markedData(args), { status: 422 }),
  }),
  resource: resource(async (args) => {
    const etag = '"1"';
    const headers = { etag, "cache-control": "public, max-age=60" };
    const { mark } = await markedData(args);
    return args.request.headers.get("if-none-match") === etag
      ? new Response(null, { status: 304, headers })
      : Response.json({ mark }, { headers });
  }),
  recent: page(async (args) => ({
    mark: markOf((await args.context.openSession()).requireRecent(300).name),
  })),
  "returns-secret": page(async (args) => ({ token: (await wants("")(args)).auth.accessToken() })),
  "returns-session": page(async (args) => ({ session: (await wants("")(args)).auth })),
  "returns-token": page(async (args) => ({ token: (await wants("")(args)).auth.accessToken().reveal() })),
  "resource-token": resource(async (args) =>
    Response.json((await wants("")(args)).auth.accessToken().reveal()),
  ),
  "auth/login": login as unknown as RouteModule,
  "auth/backchannel-logout": backchannelLogout as unknown as RouteModule,
  "auth/callback": callback as unknown as RouteModule,
  "auth/logout": logout as unknown as RouteModule,
  "auth/renew": renew as unknown as RouteModule,
  "auth/token": token as unknown as RouteModule,
};

/** A document that shows all data and every error of its routes, as a page might. */
async function handleDocument(
  _request: Request,
  status: number,
  headers: Headers,
  { staticHandlerContext: { loaderData, actionData, errors } }: EntryContext,
  _context: AppLoadContext,
): Promise<Response> {
  headers.set("content-type", "text/html; charset=utf-8");
  const shown = Object.values(errors ?? {}).map((error) =>
    error instanceof Error ? error.message : JSON.stringify(error),
  );
  const html = `<!doctype html><script>${JSON.stringify({ loaderData, actionData })}</script>${shown.join("")}`;
  return new Response(html, { status, headers });
}

const routes: ServerBuild["routes"] = {
  root: { id: "root", path: "", module: { default: () => null } as RouteModule },
};
for (const [path, module] of Object.entries(modules)) {
  routes[path] = { id: path, parentId: "root", path, module };
}

/** A Remix build with one route of each kind. */
export const everyKindOfRoute: ServerBuild = {
  mode: "production",
  entry: {
    module: {
      default: handleDocument,
      handleError: (error, { context, request }) => context.logError(error, request),
    },
  },
  routes,
  assets: {
    entry: { imports: [], module: "/assets/entry.js" },
    routes: {},
    url: "/assets/manifest.js",
    version: "1",
  },
  publicPath: "/",
  assetsBuildDirectory: "build/client",
  future: {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
    v3_singleFetch: true,
    v3_lazyRouteDiscovery: true,
  },
  isSpaMode: false,
};
