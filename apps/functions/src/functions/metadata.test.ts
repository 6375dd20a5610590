import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { FUNCTIONS_SECRET_HEADER } from "@potluck/contracts";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { allFunctions } from "./all.ts";

const METADATA = fileURLToPath(new URL("../../../../hasura/metadata", import.meta.url));
const DAY_SECONDS = 24 * 3600;

interface Caller {
  headers: { name: string; value_from_env?: string }[];
}
interface Action {
  name: string;
  definition: Caller & { handler: string };
}
interface Trigger extends Caller {
  name: string;
  webhook: string;
}
interface EventTrigger extends Trigger {
  retry_conf: { num_retries: number; interval_sec: number };
}

async function read<Content>(file: string): Promise<Content> {
  return parse(await readFile(`${METADATA}/${file}`, "utf8")) as Content;
}

async function readEventTriggers(): Promise<EventTrigger[]> {
  const folder = "databases/default/tables";
  const files = (await readdir(`${METADATA}/${folder}`)).filter((file) => file.startsWith("public_"));
  const tables = await Promise.all(
    files.map((file) => read<{ event_triggers?: EventTrigger[] }>(`${folder}/${file}`)),
  );
  return tables.flatMap((table) => table.event_triggers ?? []);
}

const events = await readEventTriggers();
const crons = await read<Trigger[]>("cron_triggers.yaml");
const { actions } = await read<{ actions: Action[] }>("actions.yaml");

describe("the metadata", () => {
  it("names every function that the API calls, once, and no other", () => {
    const called = [...events, ...crons]
      .map(({ webhook }) => webhook)
      .concat(actions.map(({ definition }) => definition.handler))
      .map((url) => url.replace("{{FUNCTIONS_URL}}", ""));
    const callable = allFunctions.map(({ path }) => path).filter((path) => !path.startsWith("/callbacks/"));
    expect(called.toSorted()).toEqual(callable.toSorted());
  });

  it("sends the secret with every call", () => {
    const callers = [...events, ...crons, ...actions.map(({ definition }) => definition)];
    for (const { headers } of callers)
      expect(headers).toContainEqual({ name: FUNCTIONS_SECRET_HEADER, value_from_env: "FUNCTIONS_SECRET" });
  });

  it.each(events)("keeps the events of $name while the functions are away for a day", ({ retry_conf }) => {
    expect(retry_conf.num_retries * retry_conf.interval_sec).toBeGreaterThanOrEqual(DAY_SECONDS);
  });
});
