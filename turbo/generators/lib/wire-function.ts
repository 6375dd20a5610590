import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PlopTypes } from "@turbo/gen";
import { isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";

/** Where Hasura's metadata is, from the checkout. */
export const METADATA = "hasura/metadata";

type Render = (template: string) => Promise<string>;

/** Writes into the metadata what calls the function; a callback is called by somebody else. */
export const wireFunction: PlopTypes.CustomActionFunction = async (answers, _config, plop) => {
  const { kind, table } = answers as { kind: string; table?: string };
  const folder = join(plop.getDestBasePath(), METADATA);
  const render: Render = async (template) => {
    const file = join(plop.getPlopfilePath(), "templates", kind, `${template}.template`);
    return plop.renderString(await readFile(file, "utf8"), answers);
  };
  switch (kind) {
    case "action":
      await addEntry(join(folder, "actions.yaml"), ["actions"], await render("metadata.yaml"));
      await addEntry(join(folder, "actions.yaml"), ["custom_types", "objects"], await render("type.yaml"));
      await appendFile(join(folder, "actions.graphql"), await render("metadata.graphql"));
      return `${METADATA}/actions.yaml, actions.graphql (wired)`;
    case "event": {
      const file = `databases/default/tables/public_${table}.yaml`;
      await addEntry(join(folder, file), ["event_triggers"], await render("metadata.yaml"));
      return `${METADATA}/${file} (wired)`;
    }
    case "cron":
      await addEntry(join(folder, "cron_triggers.yaml"), [], await render("metadata.yaml"));
      return `${METADATA}/cron_triggers.yaml (wired)`;
    default:
      return "nothing to wire: tell the sender the address";
  }
};

/** Adds an entry to a list in a file, before the first one whose name comes later in the alphabet. */
async function addEntry(file: string, path: readonly string[], text: string): Promise<void> {
  const document = parseDocument(await readFile(file, "utf8"));
  const entry = parseDocument(text).contents as YAMLMap;
  const found = path.length === 0 ? document.contents : document.getIn(path);
  if (isSeq(found)) found.items.splice(placeOf(entry, found), 0, entry);
  else document.setIn(path, [entry]);
  await writeFile(file, document.toString({ lineWidth: 0, singleQuote: true }));
}

function placeOf(entry: YAMLMap, { items }: YAMLSeq): number {
  const nameOf = (item: unknown): string => (isMap(item) ? String(item.get("name")) : "");
  const place = items.findIndex((item) => nameOf(item) > nameOf(entry));
  return place < 0 ? items.length : place;
}
