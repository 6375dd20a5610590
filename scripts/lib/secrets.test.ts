import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createSecrets, loadSecrets } from "./secrets.ts";

describe("loadSecrets", () => {
  it("gives everybody who asks at the same time the same secrets, and keeps them", async () => {
    const folder = await mkdtemp(join(tmpdir(), "secrets-"));
    const file = join(folder, "secrets.json");
    const loaded = await Promise.all(Array.from({ length: 20 }, () => loadSecrets(file)));
    expect(new Set(loaded.map((secrets) => JSON.stringify(secrets))).size).toBe(1);
    expect(await loadSecrets(file)).toEqual(loaded[0]);
    expect(await readdir(folder)).toEqual(["secrets.json"]);
    expect((await stat(file)).mode & 0o077).toBe(0);
    await rm(folder, { recursive: true });
  });

  it("completes the secrets of an older checkout, the same ones for everybody, and keeps the old ones", async () => {
    const folder = await mkdtemp(join(tmpdir(), "secrets-"));
    const file = join(folder, "secrets.json");
    const { admin, functions, client, session } = createSecrets();
    const older = { admin, functions, client, session };
    await writeFile(file, JSON.stringify(older));
    const loaded = await Promise.all(Array.from({ length: 20 }, () => loadSecrets(file)));
    expect(new Set(loaded.map((secrets) => JSON.stringify(secrets))).size).toBe(1);
    expect(loaded[0]).toMatchObject(older);
    expect(Object.keys(loaded[0] ?? {}).toSorted()).toEqual(Object.keys(createSecrets()).toSorted());
    expect(new Set(Object.values(loaded[0] ?? {})).size).toBe(Object.keys(createSecrets()).length);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(loaded[0]);
    expect(await readdir(folder)).toEqual(["secrets.json"]);
    await rm(folder, { recursive: true });
  });
});

describe("createSecrets", () => {
  it("makes each secret of 32 random bytes", () => {
    const secrets = Object.values(createSecrets()) as string[];
    expect(new Set(secrets).size).toBe(secrets.length);
    for (const secret of secrets) expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  });
});
