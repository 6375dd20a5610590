import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { startSystem } from "@potluck/testing";
import type { System } from "@potluck/testing";

import type { ApiAccess } from "./support/api-access.ts";
import { addressOf, publishSystems } from "./support/system.ts";

/**
 * Offers one system for each way in which browsers reach the API, with the demo people and their dinners, to all workers, which are
 * processes of their own. A system starts when the first spec asks for it; what this returns stops them.
 */
// oxlint-disable-next-line import/no-default-export -- Playwright takes the file's default export
export default async function offerSystems(): Promise<() => Promise<void>> {
  const systems = new Map<ApiAccess, Promise<System>>();
  const server = createServer((request, response) => {
    const apiAccess = request.url === "/direct" ? "direct" : "gateway";
    const system = systems.get(apiAccess) ?? startSystem({ apiAccess });
    systems.set(apiAccess, system);
    system.then(
      (running) => response.end(JSON.stringify(addressOf(running))),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  publishSystems(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    for (const started of await Promise.allSettled(systems.values())) {
      if (started.status === "fulfilled") await started.value.stop();
    }
  };
}
