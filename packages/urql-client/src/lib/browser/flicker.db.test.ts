import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJournal } from "../journal/create-journal.ts";
import { playReal } from "../testing/races/real-play.ts";
import { REAL_TABLES } from "../testing/races/real-page.ts";
import { startScratchApi, type ScratchApi } from "../testing/scratch-api.ts";

const firstSeed = Number(process.env["RACES_SEED"] ?? 1);
const seeds = Array.from({ length: 8 }, (_, at) => firstSeed + at);

describe.each(["notify", "poll"])(
  "createBrowserClient against hasura-local that finds changes by %s",
  (liveMode) => {
    let api: ScratchApi;
    beforeAll(async () => {
      api = await startScratchApi({
        ...REAL_TABLES,
        environment: {
          HASURA_LOCAL_LIVE_MODE: liveMode,
          HASURA_GRAPHQL_LIVE_QUERIES_MULTIPLEXED_REFETCH_INTERVAL: "100",
        },
      });
    });
    afterAll(() => api?.close());

    it.each([
      ["graphcache", { mode: undefined, variant: undefined }],
      ["journal and fence", { mode: createJournal(), variant: undefined }],
      [
        "journal and ledger",
        {
          mode: createJournal({ ledger: { insert: "insert_client_mutations" } }),
          variant: "ledger" as const,
        },
      ],
    ])(
      `shows nothing older than before with %s, and the truth in the end (seeds from ${firstSeed})`,
      async (_mode, options) => {
        const verdicts = await Promise.all(seeds.map((seed) => playReal(api, seed, options)));
        expect(verdicts.filter(({ flickers, wrongEnds }) => flickers.length + wrongEnds.length > 0)).toEqual(
          [],
        );
        expect(Math.min(...verdicts.map(({ edits }) => edits))).toBeGreaterThan(5);
      },
      60_000,
    );
  },
);
