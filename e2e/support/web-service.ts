import { describeServices } from "@potluck/scripts/services";
import type { Service } from "@potluck/scripts/services";

import type { SystemAddress } from "./system.ts";

/** @returns how the web server of a system was started: its environment tells the client's id, audience and keys */
export function webServiceOf({ urls, databaseUrl, secrets }: SystemAddress): Service {
  const portOf = (url: string): number => Number(new URL(url).port);
  return describeServices({
    dataDir: "",
    secrets,
    databaseUrl,
    ports: {
      web: portOf(urls.web),
      "hasura-local": portOf(urls.hasura),
      identity: portOf(urls.identity),
      functions: portOf(urls.functions),
      "booking-partner": portOf(urls.partner),
    },
    web: "production",
    demo: true,
    watch: false,
  }).web;
}
