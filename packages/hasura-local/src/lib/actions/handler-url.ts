import { GraphQLRequestError } from "../errors.ts";

/**
 * Fills the `{{NAME}}` places of a handler's URL from the environment.
 *
 * @throws GraphQLRequestError `invalid-configuration` naming the variable that is not set.
 */
export function resolveHandlerUrl(
  template: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  return template.replaceAll(/\{\{\s*([\w]+)\s*\}\}/g, (_match, name: string) => {
    const value = environment[name];
    if (value) return value;
    throw new GraphQLRequestError("invalid-configuration", `environment variable '${name}' not set`);
  });
}
