import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { WebSocketServer, type WebSocket } from "ws";

/** An item of the list. */
interface Item {
  __typename: "items";
  id: string;
  title: string;
  done: boolean;
  position: string;
}

/** A GraphQL API with one list, as Hasura answers about it. */
export interface ListApi {
  origin: string;
  /** Serves a page at `/`, whose script this is. */
  servePage(script: string): void;
  /** Changes one item in every `1000 / perSecond` milliseconds, and tells every subscription the whole list. */
  startChanges(perSecond: number): void;
  stopChanges(): void;
  /** The list as it is now, by id. */
  titles(): Record<string, string>;
  close(): Promise<void>;
}

interface Subscription {
  socket: WebSocket;
  id: string;
  field: string;
}

const ANSWER_AFTER_MS = 30;
const page = (script: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>List</title><div id="root"></div><script type="module">${script}</script></html>`;

/**
 * @param count How many items the list has.
 * @returns The API, listening on loopback. It speaks `graphql-transport-ws`, and HTTP at `/graphql`.
 */
export async function startListApi(count: number): Promise<ListApi> {
  const items = Array.from({ length: count }, (_, index): Item => ({
    __typename: "items",
    id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    title: `Something to bring, number ${index + 1}`,
    done: index % 3 === 0,
    position: `a${String(index).padStart(5, "0")}`,
  }));
  const subscriptions = new Set<Subscription>();
  let changes = 0;
  let timer: NodeJS.Timeout | undefined;
  let html = "";

  const tell = (list: string, { socket, id, field }: Subscription): void =>
    socket.send(`{"id":"${id}","type":"next","payload":{"data":{"${field}":${list}}}}`);
  function tellAll(): void {
    const list = JSON.stringify(items);
    for (const subscription of subscriptions) tell(list, subscription);
  }
  function mutate({ id, done }: { id: string; done: boolean }): unknown {
    const at = items.findIndex((item) => item.id === id);
    items[at] = { ...items[at]!, done };
    tellAll();
    return { update_items_by_pk: items[at] };
  }

  const server = createServer((request, response) => {
    if (request.method !== "POST") return void response.setHeader("content-type", "text/html").end(html);
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { query, variables } = JSON.parse(body) as { query: string; variables: never };
      const isMutation = query.includes("mutation");
      setTimeout(
        () => {
          const data = isMutation ? mutate(variables) : { items };
          response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
        },
        isMutation ? ANSWER_AFTER_MS : 0,
      );
    });
  });
  const sockets = new WebSocketServer({
    server,
    path: "/graphql",
    handleProtocols: () => "graphql-transport-ws",
  });
  sockets.on("connection", (socket) => {
    const own = new Map<string, Subscription>();
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { id: string; type: string };
      if (message.type === "connection_init") socket.send('{"type":"connection_ack"}');
      if (message.type === "ping") socket.send('{"type":"pong"}');
      if (message.type === "complete") {
        subscriptions.delete(own.get(message.id)!);
        own.delete(message.id);
      }
      if (message.type === "subscribe") {
        const subscription = { socket, id: message.id, field: "items" };
        own.set(message.id, subscription);
        subscriptions.add(subscription);
        tell(JSON.stringify(items), subscription);
      }
    });
    socket.on("close", () => own.forEach((subscription) => subscriptions.delete(subscription)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    servePage: (script) => void (html = page(script.replaceAll("</script", "<\\/script"))),
    startChanges(perSecond) {
      timer = setInterval(() => {
        const at = (changes * 7) % items.length;
        items[at] = { ...items[at]!, title: `Change ${++changes}` };
        tellAll();
      }, 1000 / perSecond);
    },
    stopChanges: () => clearInterval(timer),
    titles: () => Object.fromEntries(items.map(({ id, title }) => [id, title])),
    async close() {
      clearInterval(timer);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
