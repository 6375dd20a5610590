import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { PlopTypes } from "@turbo/gen";
import { formatFunction } from "./lib/format-function.ts";
import { nextSteps } from "./lib/next-steps.ts";
import { registerFunction } from "./lib/register-function.ts";
import { METADATA, wireFunction } from "./lib/wire-function.ts";

const files = ["handler.ts", "input.ts", "handler.db.test.ts", "README.md"];

/** What `pnpm turbo gen function` asks and writes; docs/guides/function.md goes on from there. */
// oxlint-disable-next-line import/no-default-export -- the form that turbo loads
export default function generator(plop: PlopTypes.NodePlopAPI): void {
  plop.setGenerator("function", {
    description: "A function for an action, a change of a table, a tick of the clock or somebody's callback",
    prompts: [
      {
        type: "input",
        name: "name",
        message: "Name, in kebab case, such as remind-guests:",
        validate: (name: string) =>
          /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name) || "Use lower-case words joined by hyphens.",
      },
      {
        type: "list",
        name: "caller",
        message: "What calls it?",
        choices: [
          { name: "a person, through an action of the API", value: "action" },
          { name: "the clock", value: "cron" },
          { name: "a service outside, to tell us something", value: "callback" },
          ...tables(plop).map((table) => ({ name: `a change of ${table}`, value: `event:${table}` })),
        ],
      },
    ],
    actions: (answers) => {
      const { name, caller } = answers as { name: string; caller: string };
      const [kind, table] = caller.split(":");
      Object.assign(answers as object, { kind, table });
      return [
        ...files.map((file) => ({
          type: "add",
          path: `apps/functions/src/functions/${name}/${file}`,
          templateFile: `templates/${kind}/${file}.template`,
        })),
        registerFunction,
        wireFunction,
        formatFunction,
        nextSteps,
      ];
    },
  });
}

/** The tables that the API knows, by the names of their files. */
function tables(plop: PlopTypes.NodePlopAPI): string[] {
  const folder = join(plop.getDestBasePath(), METADATA, "databases/default/tables");
  return readdirSync(folder).flatMap((file) => /^public_(.+)\.yaml$/.exec(file)?.[1] ?? []);
}
