import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PlopTypes } from "@turbo/gen";

/** Formats what was written: how long a line gets depends on the name. */
export const formatFunction: PlopTypes.CustomActionFunction = async (answers, _config, plop) => {
  const { name } = answers as { name: string };
  const root = plop.getDestBasePath();
  const oxfmt = join(root, "node_modules/oxfmt/bin/oxfmt");
  const folder = `apps/functions/src/functions/${name}`;
  await promisify(execFile)(process.execPath, [oxfmt, folder], { cwd: root });
  return `${folder} (formatted)`;
};
