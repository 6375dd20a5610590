import type { PlopTypes } from "@turbo/gen";

const SECRET_HEADER = (indent: string) => `${indent}headers:
${indent}  - name: x-functions-secret
${indent}    value_from_env: FUNCTIONS_SECRET`;

/** Says what is left to do, with the metadata to paste. */
export const nextSteps: PlopTypes.CustomActionFunction = ({ name, kind, table }, _config, plop) => {
  const { title, text } = metadata(kind, String(name), String(table), (words) =>
    plop.renderString(`{{camelCase words}}`, { words }),
  );
  return `
Next:
1. ${title}

${text}

2. Write what it should do into its test, then into its handler; docs/guides/function.md says what each outcome means.
3. pnpm vitest run --project db apps/functions/src/functions/${name}
`;
};

function metadata(kind: string, name: string, table: string, camel: (words: string) => string) {
  const snake = name.replaceAll("-", "_");
  switch (kind) {
    case "action":
      return {
        title:
          "Paste into hasura/metadata/actions.yaml, in alphabetical order, and declare the field in actions.graphql:",
        text: `  - name: ${camel(name)}
    definition:
      kind: synchronous
      handler: '{{FUNCTIONS_URL}}/actions/${name}'
${SECRET_HEADER("      ")}
      timeout: 10
    permissions:
      - role: user

type Mutation {
  ${camel(name)}(dinnerId: uuid!): ${camel(name).replace(/^./, (letter) => letter.toUpperCase())}Output!
}`,
      };
    case "event":
      return {
        title: `Paste into hasura/metadata/databases/default/tables/public_${table}.yaml, at the end:`,
        text: `event_triggers:
  - name: ${snake}
    definition:
      enable_manual: false
      insert:
        columns: '*'
    retry_conf:
      interval_sec: 5
      num_retries: 10
      timeout_sec: 15
    webhook: '{{FUNCTIONS_URL}}/events/${name}'
${SECRET_HEADER("    ")}`,
      };
    case "cron":
      return {
        title: "Paste into hasura/metadata/cron_triggers.yaml, in alphabetical order:",
        text: `- name: ${snake}
  webhook: '{{FUNCTIONS_URL}}/cron/${name}'
  schedule: '0 * * * *'
  include_in_metadata: true
  payload: {}
  retry_conf:
    num_retries: 3
    timeout_seconds: 30
    tolerance_seconds: 3600
    retry_interval_seconds: 10
${SECRET_HEADER("  ")}`,
      };
    default:
      return {
        title: `Tell the sender the address, and read its secret in apps/functions/src/env.ts:`,
        text: `  <where the functions are>/callbacks/${name}`,
      };
  }
}
