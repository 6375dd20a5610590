import type { APIRequestContext, JSHandle, Page } from "@playwright/test";

import type { ApiAccess } from "./api-access.ts";
import type { SocketAccess } from "./page-access.ts";
import type { SystemAddress } from "./system.ts";

/** A GraphQL answer with its errors. */
export interface RawAnswer {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: { code?: string } }[];
}

/** Sends GraphQL as somebody, past the app's pages. */
export type RawApi = (query: string, variables?: Record<string, unknown>) => Promise<RawAnswer>;

/** @returns the way to the API that pages take, with the cookies of a browser */
export function pageApi(request: APIRequestContext, system: SystemAddress, apiAccess: ApiAccess): RawApi {
  const headers = { origin: system.urls.web, "sec-fetch-site": "same-origin" };
  return async (query, variables = {}) => {
    if (apiAccess === "gateway") {
      const response = await request.post("/graphql", { headers, data: { query, variables } });
      return (await response.json()) as RawAnswer;
    }
    const response = await request.post("/auth/token", {
      headers: { ...headers, "x-session-renewal": "1" },
      data: {},
    });
    const { token } = (await response.json()) as { token: string };
    return directApi(token, system)(query, variables);
  };
}

/** @returns the API itself, with an access token */
export function directApi(token: string, { urls }: SystemAddress): RawApi {
  return async (query, variables = {}) => {
    const response = await fetch(`${urls.hasura}/v1/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as RawAnswer;
  };
}

/** Subscribes from a page and resolves with the payload of the first frame. */
export function firstFrame(
  page: Page,
  access: SocketAccess,
  query: string,
  variables: Record<string, unknown>,
): Promise<RawAnswer> {
  return page.evaluate(
    ([{ url, params }, text, values]) =>
      new Promise<RawAnswer>((resolve, reject) => {
        const socket = new WebSocket(url, "graphql-transport-ws");
        const send = (message: object): void => socket.send(JSON.stringify(message));
        socket.addEventListener("open", () => send({ type: "connection_init", payload: params }));
        socket.addEventListener("error", () => reject(new Error("The socket failed.")));
        socket.addEventListener("message", ({ data }) => {
          const { type, payload } = JSON.parse(data as string) as { type: string; payload: unknown };
          if (type === "connection_ack") {
            send({ id: "1", type: "subscribe", payload: { query: text, variables: values } });
          } else if (type === "next" || type === "error") {
            socket.close();
            resolve(type === "next" ? (payload as RawAnswer) : { errors: payload as RawAnswer["errors"] });
          }
        });
      }),
    [access, query, variables] as const,
  );
}

/** Opens a websocket from a page and keeps it; the promise in it resolves with the code it is closed with. */
export function holdSocket(
  page: Page,
  access: SocketAccess,
): Promise<JSHandle<{ closed: Promise<number>; isOpen: () => boolean }>> {
  return page.evaluateHandle(
    ({ url, params }) =>
      new Promise<{ closed: Promise<number>; isOpen: () => boolean }>((resolve) => {
        const socket = new WebSocket(url, "graphql-transport-ws");
        const closed = new Promise<number>((end) => {
          socket.addEventListener("close", ({ code }) => end(code));
        });
        const isOpen = (): boolean => socket.readyState === WebSocket.OPEN;
        socket.addEventListener("open", () =>
          socket.send(JSON.stringify({ type: "connection_init", payload: params })),
        );
        socket.addEventListener("message", () => resolve({ closed, isOpen }), { once: true });
      }),
    access,
  );
}
