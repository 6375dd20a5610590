import type { Page } from "@playwright/test";

import { isGraphql } from "./page-access.ts";

/** Which pages have a GraphQL socket open. */
export interface OpenSockets {
  /** Call it before the page goes anywhere. */
  watch(page: Page): void;
  /** The page of each open socket. */
  holders(): Page[];
  /** When the newest one was asked for, by `performance.now()`. */
  newestAt(): number;
}

/** @returns a count of sockets, none yet */
export function countOpenSockets(): OpenSockets {
  const open = new Map<object, Page>();
  let newestAt = 0;
  return {
    watch(page) {
      page.on("websocket", (socket) => {
        if (!isGraphql(socket.url())) return;
        open.set(socket, page);
        newestAt = performance.now();
        socket.on("close", () => open.delete(socket));
      });
      for (const end of ["close", "crash"] as const) {
        page.on(end as "close", () => {
          for (const [socket, holder] of open) if (holder === page) open.delete(socket);
        });
      }
    },
    holders: () => [...open.values()],
    newestAt: () => newestAt,
  };
}
