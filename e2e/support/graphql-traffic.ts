import type { Page } from "@playwright/test";

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
  /** How many websockets were opened, and how many of them are still open. */
  readonly sockets: { opened: number; open: number };
}

/** Watches a page's GraphQL; call it before the page goes anywhere. */
export function watchGraphql(page: Page): GraphqlTraffic {
  const messages: GraphqlMessage[] = [];
  const sockets = { opened: 0, open: 0 };
  page.on("request", (request) => {
    if (new URL(request.url()).pathname !== "/graphql") return;
    const body = (request.postDataJSON() ?? {}) as { query?: string; operationName?: string };
    const kind = /^\s*mutation\b/.test(body.query ?? "") ? "mutation" : "query";
    messages.push({ over: "http", direction: "sent", kind, operationName: body.operationName });
  });
  page.on("websocket", (socket) => {
    sockets.opened++;
    sockets.open++;
    socket.on("close", () => void sockets.open--);
    for (const [event, direction] of [
      ["framesent", "sent"],
      ["framereceived", "received"],
    ] as const) {
      // oxlint-disable-next-line typescript/no-loop-func
      socket.on(event as "framesent", ({ payload }) => {
        const frame = JSON.parse(payload.toString()) as {
          type: string;
          payload?: { operationName?: string };
        };
        messages.push({
          over: "socket",
          direction,
          kind: frame.type,
          operationName: frame.payload?.operationName,
        });
      });
    }
  });
  return {
    messages,
    requests: () => messages.filter((message) => message.over === "http"),
    sockets,
  };
}
