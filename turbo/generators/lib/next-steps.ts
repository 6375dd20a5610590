import type { PlopTypes } from "@turbo/gen";

/** Says what is left to do. */
export const nextSteps: PlopTypes.CustomActionFunction = (answers) => {
  const { name, kind } = answers as { name: string; kind: keyof typeof particular };
  const steps = [
    ...particular[kind](name),
    "Write what it should do into its README.md and its test, then into its handler; docs/guides/function.md says what each outcome means.",
    `pnpm test:db apps/functions/src/functions/${name}`,
  ];
  return `\nNext:\n${steps.map((step, index) => `${index + 1}. ${step}`).join("\n")}\n`;
};

const particular = {
  action: () => [
    "Give it its arguments and its result in hasura/metadata/actions.graphql, and say in actions.yaml who may call it.",
    "pnpm codegen, which tells the web app.",
  ],
  event: () => ["Say in the table's event_triggers which changes it hears of."],
  cron: () => ["Say in hasura/metadata/cron_triggers.yaml when it runs."],
  callback: (name: string) => [
    `Tell the sender the address, <where the functions are>/callbacks/${name}, and read its secret in apps/functions/src/env.ts.`,
  ],
} as const satisfies Record<string, (name: string) => string[]>;
