import type { PlopTypes } from "@turbo/gen";
import { nextSteps } from "./lib/next-steps.ts";
import { registerFunction } from "./lib/register-function.ts";

const kinds = ["action", "event", "cron", "callback"];
const files = ["handler.ts", "input.ts", "handler.db.test.ts", "README.md"];

/** What `pnpm turbo gen function` asks and writes; docs/guides/function.md goes on from there. */
// oxlint-disable-next-line import/no-default-export -- the form that turbo loads
export default function generator(plop: PlopTypes.NodePlopAPI): void {
  plop.setGenerator("function", {
    description: "A function for an action, an event, a tick of the clock or somebody's callback",
    prompts: [
      {
        type: "input",
        name: "name",
        message: "Name, in kebab case, such as remind-guests:",
        validate: (name: string) =>
          /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || "Use lower-case words joined by hyphens.",
      },
      { type: "list", name: "kind", message: "What calls it?", choices: kinds },
      {
        type: "input",
        name: "table",
        message: "Table whose changes it hears of (for an event):",
        default: "dinners",
      },
    ],
    actions: (answers) => {
      const { name, kind } = answers as { name: string; kind: string };
      return [
        ...files.map((file) => ({
          type: "add",
          path: `apps/functions/src/functions/${name}/${file}`,
          templateFile: `templates/${kind}/${file}.template`,
        })),
        registerFunction,
        nextSteps,
      ];
    },
  });
}
