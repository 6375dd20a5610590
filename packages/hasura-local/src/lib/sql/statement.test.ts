import { describe, expect, it } from "vitest";
import { integerType, textType } from "../catalog/scalar-types.ts";
import type { Parameter } from "../plan/parameter.ts";
import { parameter, sql } from "./fragment.ts";
import { identifier } from "./identifier.ts";
import { renderLiveStatement } from "./live-statement.ts";
import { renderStatement } from "./statement.ts";

const me: Parameter = { kind: "session", name: "x-hasura-user-id", type: textType };
const five: Parameter = { kind: "literal", text: "5", type: integerType };
const condition = sql`${identifier("a")} = ${parameter(me)} or ${identifier("b")} = ${parameter(me)} and c > ${parameter(five)}`;

describe("renderStatement", () => {
  it("numbers parameters, casts them, and lets equal ones share a number", () => {
    expect(renderStatement(condition)).toEqual({
      text: '"a" = ($1)::text or "b" = ($1)::text and c > ($2)::integer',
      parameters: [me, five],
    });
  });
});

describe("renderLiveStatement", () => {
  it("reads the same parameters from each subscriber's variables", () => {
    const { text, parameters } = renderLiveStatement([{ name: "result", value: condition }]);
    expect(text).toContain('"a" = "_subs"."p0" or "b" = "_subs"."p0" and c > "_subs"."p1" AS "result"');
    expect(text).toContain(`("result_vars" #>> ARRAY['session', 'x-hasura-user-id'])::text AS "p0"`);
    expect(text).toContain(`("result_vars" #>> ARRAY['synthetic', '0'])::integer AS "p1"`);
    expect(parameters.map(({ slot }) => slot.kind)).toEqual(["session", "synthetic"]);
  });
});
