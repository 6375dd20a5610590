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
    const [, name, wanted] = request.url?.split("/") ?? [];
    const apiAccess = name === "direct" ? "direct" : "gateway";
    if (wanted === "errors" && !systems.has(apiAccess)) return void response.end();
    const system = systems.get(apiAccess) ?? startSystem({ apiAccess });
    systems.set(apiAccess, system);
    system.then(
      (running) => response.end(wanted === "errors" ? errorsOf(running) : JSON.stringify(addressOf(running))),
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

/** @returns the last lines that the web server has logged as errors */
function errorsOf(system: System): string {
  const lines = system.logs("web").split("\n");
  return lines
    .filter((line) => line.includes('"request failed"'))
    .slice(-5)
    .join("\n");
}
