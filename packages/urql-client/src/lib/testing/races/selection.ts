import {
  buildSchema,
  Kind,
  parse,
  validate,
  valueFromASTUntyped,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { SDL } from "../schema.ts";

type Values = Readonly<Record<string, unknown>>;

/** An object whose fields are values, or functions of the arguments. */
export type Source = Readonly<Record<string, unknown>>;

interface SelectedField {
  key: string;
  name: string;
  args: (variables: Values) => Values;
  inner: readonly SelectedField[] | undefined;
}

/** A request's operation, ready to be run many times. */
export interface PreparedOperation {
  kind: "query" | "mutation" | "subscription";
  /** @param source The root. @returns What an API would answer as `data`. */
  run(source: Source, variables: Values): Record<string, unknown>;
}

const schema = buildSchema(SDL, { assumeValidSDL: true });
const prepared = new Map<string, PreparedOperation>();

/**
 * Prepares an operation; each text is parsed and validated once. Thousands of schedules ask the same few things over and over, for
 * which a general executor is too slow. Directives are not supported.
 * @throws Error when the API would refuse the text.
 */
export function prepareOperation(text: string): PreparedOperation {
  let found = prepared.get(text);
  if (!found) prepared.set(text, (found = prepare(parse(text))));
  return found;
}

function prepare(document: DocumentNode): PreparedOperation {
  const errors = validate(schema, document);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join(" "));
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    if (node.kind === Kind.OPERATION_DEFINITION) operation = node;
  }
  if (!operation) throw new Error("There is no operation.");
  const fields = collect(operation.selectionSet, fragments);
  return { kind: operation.operation, run: (source, variables) => select(fields, source, variables) };
}

function collect(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectedField[] {
  const found = new Map<string, SelectedField>();
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      const key = (node.alias ?? node.name).value;
      const nodes = node.arguments ?? [];
      const args = (variables: Values): Values =>
        Object.fromEntries(
          nodes.map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables as never)]),
        );
      const inner = node.selectionSet && collect(node.selectionSet, fragments);
      found.set(key, { key, name: node.name.value, args, inner });
      continue;
    }
    const inner = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)! : node;
    for (const field of collect(inner.selectionSet, fragments)) found.set(field.key, field);
  }
  return [...found.values()];
}

function select(
  fields: readonly SelectedField[],
  source: Source,
  variables: Values,
): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const { key, name, args, inner } of fields) {
    const field = source[name];
    const value: unknown =
      typeof field === "function" ? (field as (args: Values) => unknown)(args(variables)) : field;
    const each = (row: unknown): unknown =>
      inner && row ? select(inner, row as Source, variables) : (row ?? null);
    answer[key] = Array.isArray(value) ? value.map(each) : each(value);
  }
  return answer;
}
