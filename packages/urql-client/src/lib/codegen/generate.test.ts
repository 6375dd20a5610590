import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { testModel } from "../testing/model.ts";
import { SDL, TABLES } from "../testing/schema.ts";
import { runCodegen } from "./cli.ts";
import { generateModel } from "./generate.ts";
import { loadTables } from "./metadata.ts";
import { printModule } from "./print.ts";

const metadata = path.resolve(import.meta.dirname, "../../../../../hasura/metadata");

describe("generateModel", () => {
  it("reads keys, columns, root fields and presets of each table", () => {
    const { items } = testModel.tables;
    expect(items).toMatchObject({
      pk: ["id"],
      columns: { id: "uuid!", assignee_id: "String", votes: "Int!" },
      fields: { select: "items", insertOne: "insert_items_one", updateByPk: "update_items_by_pk" },
      presets: { insert: { created_by: "x-hasura-user-id" } },
    });
    expect(items!.fields.updateMany).toBeUndefined();
    expect(items!.columns["assignee"]).toBeUndefined();
  });

  it("maps relationships from both ends of a foreign key", () => {
    expect(testModel.tables["items"]!.rels["dinner"]).toEqual({
      to: "dinners",
      many: false,
      map: { dinner_id: "id" },
    });
    expect(testModel.tables["dinners"]!.rels["items"]).toEqual({
      to: "items",
      many: true,
      map: { id: "dinner_id" },
    });
  });

  it("lists types without identity and mutations that belong to no table", () => {
    expect(testModel.keyless).toEqual([
      "Weather",
      "client_mutations_mutation_response",
      "items_aggregate",
      "items_aggregate_fields",
      "items_mutation_response",
    ]);
    expect(testModel.otherMutations).toEqual(["invite"]);
  });

  it("gives the same model whatever the order of the metadata", () => {
    const again = generateModel({
      sdl: SDL,
      tables: [...TABLES].reverse(),
      role: "user",
      bytewise: ["items.position"],
    });
    expect(printModule(again)).toBe(printModule(testModel));
  });

  it("keeps which text columns are ordered by bytes, and refuses others", () => {
    expect(testModel.tables["items"]!.bytewise).toEqual(["position"]);
    const options = { sdl: SDL, tables: TABLES, role: "user" };
    for (const path of ["items.votes", "items.nothing", "nothing.title", "items"])
      expect(() => generateModel({ ...options, bytewise: [path] })).toThrow(path);
  });

  it("reads unique constraints other than the primary key", () => {
    const sdl = SDL.replace(
      "enum items_constraint {",
      `enum items_constraint {
         """
         unique or primary key constraint on columns "dinner_id", "position"
         """
         items_dinner_id_position_key
         """
         unique or primary key constraint on columns "id"
         """
         items_id_key`,
    );
    const { items } = generateModel({ sdl, tables: TABLES, role: "user" }).tables;
    expect(items!.unique).toEqual({ items_dinner_id_position_key: ["dinner_id", "position"] });
  });

  it("says what is wrong with a schema", () => {
    expect(() => generateModel({ sdl: "type Query {", tables: [], role: "user" })).toThrow(/can't be read/);
    expect(() => generateModel({ sdl: "type A { b: Int }", tables: [], role: "user" })).toThrow(
      /no query root/,
    );
  });
});

describe("loadTables", { timeout: 20_000 }, () => {
  it("follows includes through the project's metadata folder", async () => {
    const tables = await loadTables(metadata);
    const names = tables.map(({ table }) => (typeof table === "string" ? table : table.name));
    expect(names).toContain("items");
    expect(
      tables.find(({ table }) => (table as { name: string }).name === "items")?.object_relationships,
    ).toHaveLength(3);
  });

  it("names the file that is missing", async () => {
    await expect(loadTables("/nowhere")).rejects.toMatchObject({
      code: "CODEGEN_METADATA",
      message: expect.stringContaining("/nowhere/databases/databases.yaml") as string,
    });
  });
});

describe("runCodegen", { timeout: 20_000 }, () => {
  it("writes the module, finds it up to date, and checks", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "hasura-model-"));
    try {
      const [schema, out] = [path.join(folder, "schema.graphql"), path.join(folder, "generated", "model.ts")];
      await writeFile(schema, SDL);
      const args = ["--schema", schema, "--metadata", metadata, "--out", out];
      expect(await runCodegen(args)).toContain("written");
      expect(await readFile(out, "utf8")).toContain("export const hasuraModel = {");
      expect(await runCodegen([...args, "--check"])).toContain("up to date");
      await writeFile(out, "// stale");
      await expect(runCodegen([...args, "--check"])).rejects.toThrow(/out of date/);
      await expect(runCodegen(["--schema", schema])).rejects.toThrow(/--metadata/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
