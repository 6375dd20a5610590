import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadMetadata } from "./load-metadata.ts";

const PROJECT = path.resolve(import.meta.dirname, "../../../../../hasura/metadata");
const folders: string[] = [];

/** A copy of the project's metadata in which one file is edited. */
async function editedCopy(file: string, edit: (text: string) => string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "hasura-metadata-"));
  folders.push(folder);
  await cp(PROJECT, folder, { recursive: true });
  const target = path.join(folder, file);
  await writeFile(target, edit(await readFile(target, "utf8")));
  return folder;
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe("loadMetadata", () => {
  it("expands includes into one source with all tables", async () => {
    const metadata = await loadMetadata(PROJECT);
    const [source] = metadata.sources;
    expect(source?.name).toBe("default");
    expect(source?.tables.map((entry) => entry.table.name)).toContain("dinner_presence");
    expect(source?.functions).toEqual([]);
  });

  it("joins an action's SDL and YAML into Hasura's form", async () => {
    const { actions, custom_types: types } = await loadMetadata(PROJECT);
    const preview = actions?.find((action) => action.name === "previewInvitation");
    expect(preview?.definition).toMatchObject({
      type: "query",
      output_type: "InvitationPreview",
      arguments: [{ name: "token", type: "String!" }],
      handler: "{{FUNCTIONS_URL}}/actions/preview-invitation",
      timeout: 10,
    });
    expect(preview?.definition).not.toHaveProperty("kind");
    const accept = actions?.find((action) => action.name === "acceptInvitation");
    expect(accept?.definition).toMatchObject({ type: "mutation", output_type: "AcceptedInvitation!" });
    expect(types?.objects?.map((type) => type.name)).toContain("AcceptedInvitation");
    expect(types?.objects?.[0]?.fields).toContainEqual({ name: "startsAt", type: "timestamptz!" });
  });

  it("keeps the kinds of files that it does not use", async () => {
    const folder = await editedCopy(
      "rest_endpoints.yaml",
      () => "- name: a\n  url: a\n  methods: [GET]\n  definition: {}\n",
    );
    expect(await loadMetadata(folder)).toHaveProperty("rest_endpoints.0.name", "a");
  });

  it("accepts the unquoted form of an include", async () => {
    const folder = await editedCopy("databases/databases.yaml", (text) =>
      text.replace('"!include default/tables/tables.yaml"', "!include default/tables/tables.yaml"),
    );
    expect((await loadMetadata(folder)).sources[0]?.tables.length).toBeGreaterThan(5);
  });

  it.each([
    {
      problem: "a file that is not there",
      file: "databases/default/tables/tables.yaml",
      edit: (text: string) => `${text}- "!include public_nothing.yaml"\n`,
      message: /public_nothing\.yaml, which .*tables\.yaml includes/,
    },
    {
      problem: "YAML that does not parse",
      file: "databases/default/tables/public_items.yaml",
      edit: (text: string) => `${text}\n  broken: [\n`,
      message: /public_items\.yaml, line \d+/,
    },
    {
      problem: "a permission without a filter",
      file: "databases/default/tables/public_restaurants.yaml",
      edit: (text: string) => text.replace("filter: {}", "limit: 3"),
      message: /public_restaurants\.yaml: select_permissions\.0\.permission\.filter/,
    },
    {
      problem: "an action without SDL",
      file: "actions.graphql",
      edit: (text: string) => text.replace("previewInvitation", "lookAtInvitation"),
      message: /actions\.yaml: the action previewInvitation is missing in .*actions\.graphql/,
    },
    {
      problem: "SDL that does not parse",
      file: "actions.graphql",
      edit: () => "type Query {\n  broken(\n}",
      message: /actions\.graphql: line 3/,
    },
    {
      problem: "another version",
      file: "version.yaml",
      edit: () => "version: 2\n",
      message: /version\.yaml: version: must be 3/,
    },
  ])("names file and key of $problem", async ({ file, edit, message }) => {
    const folder = await editedCopy(file, edit);
    await expect(loadMetadata(folder)).rejects.toThrow(message);
  });
});
