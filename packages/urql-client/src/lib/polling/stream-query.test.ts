import { parse, print } from "@0no-co/graphql.web";
import { describe, expect, it } from "vitest";
import { toStreamQuery } from "./stream-query.ts";

const normal = (text: string): string => print(parse(text));

describe("toStreamQuery", () => {
  it("asks for the rows behind the cursor, in its order", () => {
    const { query, key, cursorKey, batchSize } = toStreamQuery(
      `subscription Log($dinner: uuid!, $cursor: bigint!, $size: Int!) {
        log: activity_stream(
          batch_size: $size
          cursor: [{ initial_value: { id: $cursor } }]
          where: { dinner_id: { _eq: $dinner } }
        ) { at: id ...Row }
      }
      fragment Row on activity { kind }`,
      { size: 50 },
    );
    expect(normal(query)).toBe(
      normal(`query Log($dinner: uuid!, $cursor: bigint!, $size: Int!) {
        log: activity(
          where: { _and: [{ dinner_id: { _eq: $dinner } }, { id: { _gt: $cursor } }] }
          order_by: { id: asc }
          limit: $size
        ) { at: id ...Row }
      }
      fragment Row on activity { kind }`),
    );
    expect({ key, cursorKey, batchSize }).toEqual({ key: "log", cursorKey: "at", batchSize: 50 });
  });

  it("works without a condition", () => {
    const text = `subscription ($cursor: bigint!) {
      activity_stream(batch_size: 5, cursor: { initial_value: { id: $cursor } }) { id }
    }`;
    const { query, batchSize } = toStreamQuery(text, {});
    expect(normal(query)).toBe(
      normal(`query ($cursor: bigint!) {
        activity_stream: activity(where: { id: { _gt: $cursor } } order_by: { id: asc } limit: 5) { id }
      }`),
    );
    expect(batchSize).toBe(5);
  });
});
