import { afterEach, describe, expect, it } from "vitest";
import { readCronTriggers } from "../cron/cron-triggers.ts";
import { readEventTriggers } from "../events/event-triggers.ts";
import { createTriggerProject } from "../testing/trigger-project.ts";
import type { TriggerProject } from "../testing/trigger-project.ts";
import { loadMetadata } from "./load-metadata.ts";
import type { Metadata } from "./types.ts";

const EVENT = {
  name: "note_made",
  definition: { insert: { columns: "*" } },
  webhook: "http://a.test/{{PLACE}}",
};
const CRON = { name: "tidy", webhook: "{{BASE}}/tidy", schedule: "*/5 * * * *" };

let project: TriggerProject | undefined;

afterEach(async () => {
  await project?.remove();
});

async function load(events: readonly object[], crons: readonly object[] = []): Promise<Metadata> {
  project = await createTriggerProject("", [{ table: "notes", event_triggers: events }], crons);
  return loadMetadata(`${project.folder}/metadata`);
}

describe("loadMetadata of event triggers", () => {
  it.each([
    { given: { definition: {} }, message: "takes at least one of insert, update, delete and enable_manual" },
    { given: { name: "1st" }, message: "takes a letter, then letters, digits" },
    { given: { name: "a".repeat(43) }, message: "42 characters at most" },
    { given: { webhook: undefined }, message: "takes either webhook or webhook_from_env" },
    { given: { webhook_from_env: "HOOK" }, message: "takes either webhook or webhook_from_env" },
    { given: { request_transform: { version: 2 } }, message: "request_transform is not supported" },
    { given: { response_transform: {} }, message: "response_transform is not supported" },
    {
      given: { definition: { update: { columns: [] } } },
      message: "event_triggers.0.definition.update.columns",
    },
    { given: { retry_conf: { num_retries: "two" } }, message: "event_triggers.0.retry_conf.num_retries" },
    { given: { retry_conf: { timeout_sec: 0 } }, message: "event_triggers.0.retry_conf.timeout_sec" },
  ])("names file, trigger and mistake: $message", async ({ given, message }) => {
    const trigger = { ...EVENT, ...given };
    const loading = load([trigger]);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toThrow(/databases\.yaml: .*event trigger \w+: /);
  });

  it("accepts every key of Hasura's", async () => {
    const trigger = {
      name: "note_made",
      definition: { enable_manual: true, update: { columns: ["text"], payload: "*" } },
      webhook_from_env: "BASE",
      headers: [{ name: "x-secret", value_from_env: "SECRET" }],
      retry_conf: { num_retries: 1, interval_sec: 2, timeout_sec: 3, tolerance_seconds: 4 },
      cleanup_config: { schedule: "0 0 * * *", paused: false },
    };
    const metadata = await load([trigger]);
    expect(metadata.sources[0]?.tables[0]?.event_triggers).toEqual([trigger]);
    const triggers = readEventTriggers(metadata, { BASE: "http://a.test", SECRET: "s" });
    expect(triggers.get("note_made")?.policy).toEqual({ retries: 1, intervalSeconds: 2, timeoutSeconds: 3 });
  });
});

describe("readEventTriggers", () => {
  it("has Hasura's defaults", async () => {
    const trigger = readEventTriggers(await load([EVENT]), { PLACE: "here" }).get("note_made");
    expect(trigger?.policy).toEqual({ retries: 0, intervalSeconds: 10, timeoutSeconds: 60 });
    expect(trigger?.webhook.url).toBe("http://a.test/here");
  });

  it("names the trigger and the variable that is not set", async () => {
    const headers = [{ name: "x-secret", value_from_env: "SECRET" }];
    const metadata = await load([{ ...EVENT, headers }]);
    expect(() => readEventTriggers(metadata, { SECRET: "s" })).toThrow(
      "event trigger note_made: environment variable 'PLACE' not set.",
    );
    expect(() => readEventTriggers(metadata, { PLACE: "here" })).toThrow(
      "event trigger note_made: environment variable 'SECRET' not set.",
    );
  });

  it("names what cannot be called, and two triggers of one name", async () => {
    const metadata = await load([{ ...EVENT, webhook: "{{PLACE}}/x" }]);
    expect(() => readEventTriggers(metadata, { PLACE: "nowhere" })).toThrow(
      'event trigger note_made: its webhook "{{PLACE}}/x" is no http or https address.',
    );
    const twice = await load([EVENT, EVENT]);
    expect(() => readEventTriggers(twice, { PLACE: "here" })).toThrow(
      "event trigger note_made: two have this name, on public.notes and public.notes.",
    );
  });
});

describe("cron triggers", () => {
  it("have Hasura's defaults", async () => {
    const tidy = readCronTriggers(await load([], [CRON]), { BASE: "http://a.test" }).get("tidy");
    expect(tidy).toMatchObject({
      payload: null,
      policy: { retries: 0, intervalSeconds: 10, timeoutSeconds: 60 },
      toleranceSeconds: 21_600,
    });
  });

  it("name file and trigger of a mistake in the shape", async () => {
    const loading = load([], [{ ...CRON, retry_conf: { tolerance_seconds: -1 } }]);
    await expect(loading).rejects.toThrow(
      /cron_triggers\.yaml: 0\.retry_conf\.tolerance_seconds: cron trigger tidy: /,
    );
  });

  it("name the schedule that is none and the variable that is not set", async () => {
    const metadata = await load([], [{ ...CRON, schedule: "every day" }]);
    expect(() => readCronTriggers(metadata, { BASE: "http://a.test" })).toThrow(
      'cron trigger tidy: "every day" is no schedule of five fields.',
    );
    const unset = await load([], [CRON]);
    expect(() => readCronTriggers(unset, {})).toThrow(
      "cron trigger tidy: environment variable 'BASE' not set.",
    );
  });
});
