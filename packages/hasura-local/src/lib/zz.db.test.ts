import { printSchema } from "graphql";
import { writeFileSync } from "node:fs";
import { it } from "vitest";
import { startPotluck } from "./potluck-project.ts";
it("prints", async () => {
  const p = await startPotluck();
  for (const role of ["admin", "user", "anonymous", "nobody"]) writeFileSync(`/tmp/schema.${role}.graphql`, printSchema(p.engine.schema(role)));
  await p.stop();
});
