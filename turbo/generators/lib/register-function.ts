import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PlopTypes } from "@turbo/gen";

const LIST = "apps/functions/src/functions/all.ts";

/** Adds the function to the list of all, where it belongs by the alphabet. */
export const registerFunction: PlopTypes.CustomActionFunction = async (answers, _config, plop) => {
  const file = join(plop.getDestBasePath(), LIST);
  const list = await readFile(file, "utf8");
  const constant = plop.renderString("{{camelCase name}}", answers);
  const withImport = insertSorted(
    list,
    /^import \{ .* \} from "\.\/.*\/handler\.ts";$/,
    plop.renderString('import { {{camelCase name}} } from "./{{name}}/handler.ts";', answers),
  );
  await writeFile(file, insertSorted(withImport, /^ {2}\w+,$/, `  ${constant},`));
  return `${LIST} (registered)`;
};

/** Puts a line among those that look like it. */
function insertSorted(text: string, like: RegExp, line: string): string {
  const lines = text.split("\n");
  const block = lines.filter((each) => like.test(each));
  const start = lines.findIndex((each) => like.test(each));
  if (start < 0) throw new Error(`${LIST} has no line like ${line}; add it by hand.`);
  lines.splice(start, block.length, ...[...block, line].toSorted());
  return lines.join("\n");
}
