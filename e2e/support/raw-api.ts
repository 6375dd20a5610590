import type { APIRequestContext, JSHandle, Page } from "@playwright/test";

import type { SystemAddress } from "./system.ts";

/** A GraphQL answer with its errors. */
export interface RawAnswer {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: { code?: string } }[];
}

/** Sends GraphQL as somebody, past the app's pages. */
export type RawApi = (query: string, variables?: Record<string, unknown>) => Promise<RawAnswer>;

/** @returns the app's gateway, with the cookies of a browser */
export function gatewayApi(request: APIRequestContext, { urls }: SystemAddress): RawApi {
  return async (query, variables = {}) => {
    const response = await request.post("/graphql", {
      headers: { origin: urls.web, "sec-fetch-site": "same-origin" },
      data: { query, variables },
    });
    return (await response.json()) as RawAnswer;
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

/** Subscribes over the gateway's websocket from a page and resolves with the payload of the first frame. */
export function firstFrame(
  page: Page,
  query: string,
  variables: Record<string, unknown>,
): Promise<RawAnswer> {
  return page.evaluate(
    ([text, values]) =>
      new Promise<RawAnswer>((resolve, reject) => {
        const socket = new WebSocket(`ws://${location.host}/graphql`, "graphql-transport-ws");
        const send = (message: object): void => socket.send(JSON.stringify(message));
        socket.addEventListener("open", () => send({ type: "connection_init" }));
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
    [query, variables] as const,
  );
}

/** Opens a websocket to the gateway from a page and keeps it; the promise in it resolves with the code it is closed with. */
export function holdSocket(page: Page): Promise<JSHandle<{ closed: Promise<number> }>> {
  return page.evaluateHandle(
    () =>
      new Promise<{ closed: Promise<number> }>((resolve) => {
        const socket = new WebSocket(`ws://${location.host}/graphql`, "graphql-transport-ws");
        const closed = new Promise<number>((end) => {
          socket.addEventListener("close", ({ code }) => end(code));
        });
        socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "connection_init" })));
        socket.addEventListener("message", () => resolve({ closed }), { once: true });
      }),
  );
}
