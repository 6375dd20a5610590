import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";

import { AuthSessionError, createAuthSession } from "@potluck/auth-session";
import { allowInsecureIssuer } from "@potluck/auth-session/dev";
import { report } from "@potluck/auth-session/testing";
import { Secret } from "@potluck/contracts/secret";
import { build } from "esbuild";
import { afterEach, describe, expect, it, vi } from "vitest";

const web = fileURLToPath(new URL("..", import.meta.url));

describe("the production host", { timeout: 120_000 }, () => {
  afterEach(() => vi.unstubAllEnvs());

  it("row 32: refuses an http issuer, and the entry that would allow one is not in its bundle", async () => {
    vi.stubEnv("NODE_ENV", "production");
    const attempts: (() => unknown)[] = [];
    for (const issuer of ["http://127.0.0.1:4400/", "http://localhost:4400/", "http://tenant.example/"]) {
      attempts.push(
        () => sessionWith(issuer),
        () => sessionWith(new URL(issuer)),
      );
      attempts.push(() => sessionWith(allowInsecureIssuer(issuer)));
      attempts.push(() => createAuthSession({ ...options(issuer), provider: "oidc" }));
    }
    const refused = attempts.filter((attempt) => {
      try {
        attempt();
        return false;
      } catch (error) {
        return error instanceof AuthSessionError && error.code === "SESSION_INSECURE_ISSUER";
      }
    });
    const bundled = await filesOf("server.ts");
    const entries = (files: string[]) =>
      files.filter((file) => /auth-session\/src\/.*(?:dev|insecure-issuer)\.ts$/.test(file));
    const local = await filesOf("server.local.ts");
    const figures = {
      attempts: attempts.length,
      "let through": attempts.length - refused.length,
      "dev entries in the bundle": entries(bundled).length,
    };
    expect(report("32", figures)).toEqual({});
    // The search does find it where it is meant to be.
    expect(entries(local)).toHaveLength(2);
    expect(bundled.some((file) => file.endsWith("auth-session/src/lib/issuer.ts"))).toBe(true);
  });
});

function options(issuer: Parameters<typeof createAuthSession>[0]["issuer"]) {
  return {
    issuer,
    clientId: "client",
    clientSecret: new Secret("a secret of the client"),
    audience: "https://api.test/",
    appOrigin: "https://app.test",
    keys: [{ id: "k1", secret: randomBytes(32) }],
    onLogin: () => Promise.resolve({}),
  };
}

function sessionWith(issuer: Parameters<typeof createAuthSession>[0]["issuer"]) {
  return createAuthSession(options(issuer));
}

/** Everything that an entry of the web host brings along, as `build.mjs` bundles it. */
async function filesOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: web,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    metafile: true,
    outdir: "unwritten",
    logLevel: "silent",
    external: ["./server/index.js", "vite"],
  });
  return Object.keys(metafile.inputs);
}
