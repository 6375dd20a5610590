import { generateModel } from "../codegen/generate.ts";
import { SDL, TABLES } from "./schema.ts";

/** The model of the test schema. */
export const testModel = generateModel({
  sdl: SDL,
  tables: TABLES,
  role: "user",
  bytewise: ["items.position"],
});
