import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestBrowser } from "./testing/browser.ts";
import { startTestTenant, type TestTenant } from "./testing/tenant.ts";

describe("Auth0's habits: restarts", () => {
  let dataDir: string;
  let tenant: TestTenant;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "identity-data-"));
    tenant = await startTestTenant({ dataDir });
  });
  afterAll(async () => {
    await tenant.stop();
    await rm(dataDir, { recursive: true });
  });

  /** The same tenant again: same port, hence same issuer. */
  async function restart(): Promise<void> {
    const { port } = tenant.identity;
    await tenant.identity.stop();
    tenant = await startTestTenant({ dataDir, port });
  }

  it("trap 9: signs with the same keys after a restart, so that the API goes on to accept what it has", async () => {
    const { body } = await tenant.signIn();
    const [signing, next] = (await tenant.controls.state()).keys;
    await restart();
    expect((await tenant.controls.state()).keys).toEqual([signing, next]);
    await expect(tenant.verify(body.access_token)).resolves.toBeDefined();
    await tenant.controls.rotateKey(3600);
    await restart();
    expect((await tenant.controls.state()).keys).toEqual([next, expect.any(String), signing]);
    await expect(tenant.verify(body.access_token)).resolves.toBeDefined();
  });

  it("lets a person finish a sign-in that a restart interrupted", async () => {
    const browser = createTestBrowser();
    const request = tenant.authorize();
    const page = await tenant.open(browser, request);
    await restart();
    const callback = await browser.submit(page, {
      intent: "sign-in",
      email: "dan@potluck.test",
      password: "potluck",
    });
    expect((await tenant.exchange(callback, request)).status).toBe(200);
  });

  it("keeps people who signed up, and not their passwords", async () => {
    const browser = createTestBrowser();
    const page = await tenant.open(browser, tenant.authorize({ screen_hint: "signup" }));
    const person = { name: "Gil Arana", email: "gil@potluck.test", password: "green olives" };
    await browser.submit(page, { intent: "sign-up", ...person });
    await restart();
    const later = createTestBrowser();
    const again = await tenant.open(later, tenant.authorize());
    const callback = await later.submit(again, {
      intent: "sign-in",
      email: person.email,
      password: person.password,
    });
    expect(callback.headers.get("location")).toContain("code=");
    const { readFile } = await import("node:fs/promises");
    const kept = await readFile(join(dataDir, "identity.jsonl"), "utf8");
    expect(kept).toContain(person.email);
    expect(kept).not.toContain(person.password);
  });

  it("says that it is well", async () => {
    expect((await fetch(tenant.url("healthz"))).status).toBe(200);
  });

  it("says what to do when its file is not its own", async () => {
    const folder = await mkdtemp(join(tmpdir(), "identity-data-"));
    await writeFile(join(folder, "identity.jsonl"), "not ours\n");
    await expect(startTestTenant({ dataDir: folder })).rejects.toMatchObject({
      code: "IDENTITY_DATA_UNREADABLE",
      message: expect.stringContaining("remove it"),
    });
    await rm(folder, { recursive: true });
  });

  it("says which variable helps when the port is taken", async () => {
    await expect(startTestTenant({ port: tenant.identity.port })).rejects.toMatchObject({
      code: "IDENTITY_PORT_BUSY",
      message: expect.stringContaining("IDENTITY_PORT"),
    });
  });
});
