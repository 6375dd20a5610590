import type { Page } from "@playwright/test";

import { isGraphql } from "./page-access.ts";

/** One GraphQL message between a page and the server. */
export interface GraphqlMessage {
  over: "http" | "socket";
  direction: "sent" | "received";
  /** `query` or `mutation` over HTTP; the type of the frame on the socket. */
  kind: string;
  operationName?: string | undefined;
}

/** What a page has exchanged with the API since it was watched, in order. */
export interface GraphqlTraffic {
  readonly messages: readonly GraphqlMessage[];
  /** Requests over HTTP. */
  requests(): GraphqlMessage[];
  /** How many websockets were opened. */
  sockets(): number;
}

/** Watches a page's GraphQL; call it before the page goes anywhere. */
export function watchGraphql(page: Page): GraphqlTraffic {
  const messages: GraphqlMessage[] = [];
  let sockets = 0;
  page.on("request", (request) => {
    if (request.method() !== "POST" || !isGraphql(request.url())) return;
    const body = (request.postDataJSON() ?? {}) as { query?: string; operationName?: string };
    const kind = /^\s*mutation\b/.test(body.query ?? "") ? "mutation" : "query";
    messages.push({ over: "http", direction: "sent", kind, operationName: body.operationName });
  });
  page.on("websocket", (socket) => {
    sockets++;
    const record = (direction: GraphqlMessage["direction"], text: string): void => {
      const { type, payload } = JSON.parse(text) as { type: string; payload?: { operationName?: string } };
      messages.push({ over: "socket", direction, kind: type, operationName: payload?.operationName });
    };
    socket.on("framesent", ({ payload }) => record("sent", payload.toString()));
    socket.on("framereceived", ({ payload }) => record("received", payload.toString()));
  });
  return {
    messages,
    requests: () => messages.filter((message) => message.over === "http"),
    sockets: () => sockets,
  };
}
