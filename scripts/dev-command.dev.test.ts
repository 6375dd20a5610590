import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { findChromium } from "./find-chromium.ts";
import { copyTree, PNPM, processesIn, startCommand } from "./lib/testing/tree-copy.ts";
import type { RunningCommand, TreeCopy } from "./lib/testing/tree-copy.ts";

const READY = /Potluck is ready/;
const HASURA = /hasura-local\.mjs serve/;
const WEB = /server\.local\.ts/;
/** The demo dinner. */
const DINNER = "/dinners/00000000-0000-4000-8000-000000000001";
/** What a developer changes, by the kind of file. */
const edits = [
  {
    file: "apps/web/app/routes/_index.tsx",
    before: "Made for long evenings",
    after: "Made for longer evenings",
  },
  {
    file: "apps/web/app/features/landing/how-it-works.tsx",
    before: "Say what and when",
    after: "Say when and what",
  },
  { file: "packages/ui/src/lib/page.tsx", before: "Skip to content", after: "Skip to the content" },
];
const patience = { timeout: 180_000, interval: 100 };

let tree!: TreeCopy;
/** The system that several tests look at, one after the other: starting it takes longer than all of them. */
let system!: RunningCommand;

beforeAll(async () => {
  tree = await copyTree();
  system = await startUntilReady();
});

afterAll(async () => {
  for (const { pid } of await processesIn(tree.path)) process.kill(pid, "SIGKILL");
  await tree.remove();
});

async function startUntilReady(): Promise<RunningCommand> {
  const started = startCommand(tree, [...PNPM, "dev"]);
  let hasEnded = false;
  void started.ended.then(() => (hasEnded = true));
  const isOver = (): boolean => hasEnded || READY.test(started.output());
  // What it has written tells more than that it took too long.
  await vi.waitUntil(isOver, patience).catch(() => {});
  expect(started.output()).toMatch(READY);
  return started;
}

/** Runs to its end and gives what it wrote; without pnpm, which has nothing to do with it and takes its time. */
async function fail(environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const started = startCommand(tree, [process.execPath, "scripts/dev.mjs"], environment);
  expect(await started.ended).not.toBe(0);
  return started.output();
}

const web = (path: string): string => `http://localhost:${tree.environment["WEB_PORT"]}${path}`;

async function page(path: string): Promise<string> {
  const response = await fetch(web(path)).catch((error: Error) => error);
  return response instanceof Error ? response.message : `${response.status} ${await response.text()}`;
}

/** Remix logs the request it gave up when a second hot update of one edit overtook the first. */
function isOvertakenUpdate(complaint: string): boolean {
  return complaint.startsWith("AbortError:") && complaint.includes("virtual:remix/hmr-runtime");
}

async function hasura(query: string): Promise<unknown> {
  const secrets = JSON.parse(await readFile(join(tree.path, ".potluck/secrets.json"), "utf8")) as {
    admin: string;
  };
  const response = await fetch(`http://127.0.0.1:${tree.environment["HASURA_PORT"]}/v1/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-hasura-admin-secret": secrets.admin },
    body: JSON.stringify({ query }),
  });
  return await response.json();
}

async function processOf(pattern: RegExp): Promise<number | undefined> {
  return (await processesIn(tree.path)).find((each) => pattern.test(each.command))?.pid;
}

describe("pnpm dev", () => {
  it("ends its start with the address and how to sign in", async () => {
    expect(system.output()).toMatch(/ada@potluck\.test[\s\S]*Password\s+potluck/);
    expect(await page("/")).toMatch(/^200 .*<html/s);
  });

  it("shows edits of a route, a component and a package in an open page; that and a dinner's page hydrate cleanly", async () => {
    const pid = await processOf(WEB);
    const browser = await chromium.launch({ executablePath: await findChromium() });
    try {
      const open = await browser.newPage();
      open.setDefaultTimeout(patience.timeout);
      const complaints: string[] = [];
      open.on("pageerror", (error) => complaints.push(String(error)));
      open.on("console", (message) => {
        // React reports what it finds different from the server's page as an error, in development only.
        if (!["error", "warning"].includes(message.type())) return;
        if (!isOvertakenUpdate(message.text())) complaints.push(message.text());
      });
      const hydrated = () => open.waitForFunction(() => !("earlyInput" in globalThis));
      await open.goto(web("/"));
      await hydrated();
      for (const { file, before, after } of edits) {
        const path = join(tree.path, file);
        await writeFile(path, (await readFile(path, "utf8")).replace(before, after));
        await expect.poll(() => open.locator("body").textContent(), patience).toContain(after);
      }
      await open.reload();
      await hydrated();
      for (const { after } of edits) expect(await page("/")).toContain(after);
      await open.goto(web(`/auth/login?returnTo=${DINNER}`));
      await open.getByRole("button", { name: "Sign in as Ada Fern" }).click();
      await open.waitForURL(web(DINNER));
      await hydrated();
      expect(complaints).toEqual([]);
      // React's complaints about what it rendered on the server go here, in development only.
      expect(system.output()).not.toContain("Warning:");
    } finally {
      await browser.close();
    }
    expect(await processOf(WEB)).toBe(pid);
  });

  it("generates again what depends on the schema when it changes, and says so", async () => {
    const metadata = join(tree.path, "hasura/metadata/databases/default/tables/public_users.yaml");
    const generated = join(tree.path, "apps/web/app/generated/hasura-model.ts");
    const [before, modelBefore] = await Promise.all(
      [metadata, generated].map((path) => readFile(path, "utf8")),
    );
    await writeFile(
      metadata,
      before!.replace(
        "        - avatar_url\n      filter",
        "        - avatar_url\n        - created_at\n      filter",
      ),
    );
    await expect
      .poll(() => system.output(), patience)
      .toMatch(/public_users\.yaml changed; wrote .*hasura-model\.ts/);
    expect(await readFile(generated, "utf8")).not.toBe(modelBefore);
    try {
      await writeFile(metadata, "table: [");
      await expect
        .poll(() => system.output(), patience)
        .toMatch(/codegen +.*the types can't be generated: hasura-local: .*public_users\.yaml, line \d/);
    } finally {
      await writeFile(metadata, before!);
    }
    await expect.poll(() => readFile(generated, "utf8"), patience).toBe(modelBefore);
  });

  it("brings services back when they are killed", async () => {
    const killed = [
      ["hasura-local", HASURA],
      ["web", WEB],
    ] as const;
    const pids = await Promise.all(killed.map(([, pattern]) => processOf(pattern)));
    for (const pid of pids) process.kill(pid!, "SIGKILL");
    for (const [index, [name, pattern]] of killed.entries()) {
      await expect.poll(() => system.output(), patience).toMatch(new RegExp(`✓ ${name} +is back`));
      expect(await processOf(pattern)).not.toBe(pids[index]);
    }
    expect(await page("/")).toMatch(/^200 /);
    expect(await hasura("{ users(limit: 1) { id } }")).toHaveProperty("data.users.length", 1);
  });

  it("refuses a second start and a reset of the same folder with one sentence", async () => {
    const reset = startCommand(tree, [process.execPath, "scripts/dev-reset.mjs"]);
    expect(await fail()).toMatch(/Potluck is already running from \.potluck \(process \d+\)\./);
    expect(await reset.ended).not.toBe(0);
    expect(reset.output()).toMatch(/Potluck is running from \.potluck/);
  });

  it("leaves nothing running after Ctrl-C", async () => {
    await hasura('mutation { insert_users_one(object: {id: "test|eve", display_name: "Eve"}) { id } }');
    system.signal("SIGINT", "group");
    await system.ended;
    expect(await processesIn(tree.path)).toEqual([]);
  });

  it("finds its data again, and leaves nothing running when only its outermost process is ended", async () => {
    system = await startUntilReady();
    expect(await hasura('{ users_by_pk(id: "test|eve") { display_name } }')).toEqual({
      data: { users_by_pk: { display_name: "Eve" } },
    });
    system.signal("SIGTERM", "outermost");
    await expect.poll(() => processesIn(tree.path), patience).toEqual([]);
  });

  it("names a busy port and its variable", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    expect(await fail({ IDENTITY_PORT: String(port) })).toContain(
      `Port ${port} (identity) is in use by another program. End that program, or set IDENTITY_PORT to another port.`,
    );
    server.close();
  });

  it("names a data folder that it can't write to", async () => {
    await writeFile(join(tree.path, "file"), "");
    expect(await fail({ POTLUCK_DATA_DIR: "file/data" })).toContain("No permission to write to file/data.");
    await rm(join(tree.path, "file"));
  });

  it("says which migration is broken and stops everything", async () => {
    const folder = join(tree.path, "hasura/migrations/default/1999999999999_broken");
    await mkdir(folder);
    await writeFile(join(folder, "up.sql"), "selec 1;");
    expect(await fail()).toMatch(/hasura-local didn't start: .*1999999999999_broken.*selec/);
    expect(await processesIn(tree.path)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

describe("pnpm dev:reset", () => {
  it("removes the data", async () => {
    const reset = startCommand(tree, [...PNPM, "dev:reset"]);
    expect(await reset.ended).toBe(0);
    await expect(readFile(join(tree.path, ".potluck/secrets.json"))).rejects.toThrow(/ENOENT/);
  });
});

describe("pnpm start", () => {
  it("asks for a build first", async () => {
    const started = startCommand(tree, [...PNPM, "start"]);
    expect(await started.ended).not.toBe(0);
    expect(started.output()).toContain('run "pnpm build" first');
  });
});
