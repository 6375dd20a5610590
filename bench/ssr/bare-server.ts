import { createServer } from "node:http";
import { promisify } from "node:util";
import { pathToFileURL } from "node:url";
import { brotliCompress, constants } from "node:zlib";

import { createAuthSession, parseSessionKeys } from "@potluck/auth-session";
import { allowInsecureIssuer } from "@potluck/auth-session/dev";
import { Secret } from "@potluck/contracts/secret";
import { formatDocument, stringifyDocument } from "@urql/core";
import type { ReactElement } from "react";
import { renderToString } from "react-dom/server";

// The limit: node:http, one fetch, renderToString of the page's own components, the data as JSON, the same compression.
const env = process.env as NodeJS.Dict<string> as Record<
  "BARE_PAGE" | "PORT" | "DINNER" | "HASURA_ENDPOINT" | "AUTH0_ISSUER" | "SESSION_KEYS" | "WEB_ORIGIN",
  string
>;
const { renderPage } = (await import(pathToFileURL(env.BARE_PAGE).href)) as {
  renderPage: (props: Record<string, unknown>) => ReactElement;
};
const compress = promisify(brotliCompress);
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const authSession = createAuthSession({
  issuer: allowInsecureIssuer(env.AUTH0_ISSUER, { rehearsal: true }),
  clientId: "potluck-web",
  clientSecret: new Secret("never-used-here-never-used"),
  audience: "https://api.potluck.test",
  appOrigin: env.WEB_ORIGIN,
  keys: parseSessionKeys(env.SESSION_KEYS),
  cookieName: "potluck",
  onLogin: () => Promise.reject(new Error("Nobody signs in here.")),
});

const layoutData = { now: Date.now(), timeZone: "UTC" };
let query = "";
renderToString(
  renderPage({
    data: undefined,
    loaderData: { person: { id: "", name: "" } },
    layoutData,
    id: env.DINNER,
    onQuery: (document: Parameters<typeof formatDocument>[0]) => {
      query = stringifyDocument(formatDocument(document));
    },
  }),
);

async function page(cookie: string): Promise<Buffer> {
  const session = await authSession.open(new Request(env.WEB_ORIGIN, { headers: { cookie } }));
  const person = session.requireUser();
  const response = await fetch(`${env.HASURA_ENDPOINT}/v1/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${session.accessToken().reveal()}`,
    },
    body: JSON.stringify({ query, variables: { id: env.DINNER } }),
  });
  const { data } = (await response.json()) as { data: unknown };
  const html = renderToString(renderPage({ data, loaderData: { person }, layoutData, id: env.DINNER }));
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return compress(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Dinner</title></head><body>${html}<script type="application/json">${json}</script></body></html>`,
    quality,
  );
}

createServer((request, response) => {
  page(request.headers.cookie ?? "").then(
    (body) => {
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-encoding": "br",
        "content-length": body.byteLength,
        "cache-control": "private, no-store",
      });
      response.end(body);
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.writeHead(500).end();
    },
  );
}).listen(Number(env.PORT), "127.0.0.1", () => process.stdout.write("listening\n"));
