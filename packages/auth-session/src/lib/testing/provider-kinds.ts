import type { SessionOptions } from "../options.ts";
import type { AppFixture, RotatingProvider, TestUser } from "./app-fixture.ts";
import { createNhostFixture } from "./nhost-fixture.ts";
import { createSessionFixture } from "./session-fixture.ts";
import type { ProviderFault } from "./test-provider.ts";

/** A fixture of whichever provider. */
export type AnyFixture = AppFixture<RotatingProvider, SessionOptions<TestUser>> & { close(): Promise<void> };

/** A provider, and how it says what every provider has to say in some way. */
export interface ProviderKind {
  name: "Auth0" | "Nhost";
  create: (overrides?: Partial<SessionOptions<TestUser>>) => Promise<AnyFixture>;
  /** How it answers a refresh token that is no good. */
  dead: ProviderFault;
}

/** Every provider that sessions work with: what is promised of sessions is promised with each of them. */
export const providerKinds: readonly ProviderKind[] = [
  {
    name: "Auth0",
    create: (overrides) => createSessionFixture(overrides),
    dead: { kind: "status", status: 403, body: { error: "invalid_grant" } },
  },
  {
    name: "Nhost",
    create: (overrides) => createNhostFixture(overrides),
    dead: {
      kind: "status",
      status: 401,
      body: { status: 401, error: "invalid-refresh-token", message: "Invalid or expired refresh token" },
    },
  },
];
