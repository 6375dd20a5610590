import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { readPorts, requireFreePort } from "./ports.ts";

describe("readPorts", () => {
  it("takes one variable for each service", () => {
    expect(readPorts({ HASURA_PORT: "8081", WEB_PORT: "" })).toEqual({
      web: 3000,
      "hasura-local": 8081,
      identity: 4400,
      functions: 3100,
      "booking-partner": 3200,
    });
  });

  it.each(["0", "65536", "many", "80.5", "-1"])("names the variable whose value is no port: %s", (value) => {
    expect(() => readPorts({ IDENTITY_PORT: value })).toThrow(/^IDENTITY_PORT must be a port/);
  });
});

describe("requireFreePort", () => {
  it.each(["127.0.0.1", "0.0.0.0", "::"])(
    "names the port and its variable where somebody listens on %s",
    async (host) => {
      const server = createServer().listen(0, host);
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      await expect(requireFreePort("web", port)).rejects.toThrow(
        `Port ${port} (web) is in use by another program. End that program, or set WEB_PORT to another port.`,
      );
      server.close();
      await once(server, "close");
      await expect(requireFreePort("web", port)).resolves.toBeUndefined();
    },
  );
});
