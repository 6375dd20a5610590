import { print } from "@0no-co/graphql.web";
import type { DocumentNode, FieldNode } from "graphql";
import { flattenFields, fragmentsOf, mainOperation, responseKey, type Variables } from "../documents/ast.ts";
import type { MutationFacts, MutationRoot } from "../documents/mutation-facts.ts";
import { reachableFragments } from "../documents/query-facts.ts";
import { toGqlError } from "../error.ts";
import { collectVariables } from "../live/derive.ts";
import type { SocketRequest } from "../live/hub.ts";
import type { Sender } from "../live/request-exchange.ts";
import type { ModelIndex } from "../model/lookup.ts";
import { keyOf } from "./repeatable.ts";

/** A mutation that the API refuses because it, or something in its place, is there already. */
export interface RepeatedMutation {
  /** As the cache knows it. */
  query: DocumentNode;
  variables: Variables;
  facts: MutationFacts;
}

/** What the rows say about it. */
export interface Outcome {
  /** What the mutation would have answered, as far as that can be known now. */
  data: Record<string, unknown>;
  /** Whether every row that it inserts is there, and is its own. */
  isDone: boolean;
}

/**
 * Reads the rows that a mutation was about, by their keys and with its own selection, in one request.
 * @throws {@link GqlError} when they cannot be read.
 */
export async function readOutcome(
  mutation: RepeatedMutation,
  index: ModelIndex,
  send: Sender,
): Promise<Outcome> {
  const reads = mutation.facts.roots.map((root) => ({ root, key: targetKey(root, index) }));
  const request = readRequest(mutation, index, reads);
  let rows: Record<string, unknown> = {};
  if (request) {
    const answer = await send(request, true, new AbortController().signal);
    if (answer.errors) throw toGqlError(answer.errors);
    rows = (answer.data ?? {}) as Record<string, unknown>;
  }
  const outcome: Outcome = { data: { __typename: index.model.roots.mutation }, isDone: true };
  for (const { root, key } of reads) {
    const found = rows[root.key];
    const typename = root.table;
    if (root.kind === "insertOne" && request) outcome.isDone &&= isOwn(root, found, index);
    outcome.data[root.key] =
      root.kind === "deleteByPk"
        ? (found ?? null) === null
          ? { __typename: typename, ...key }
          : null
        : key
          ? (found ?? null)
          : // Which rows it was is not known; the prediction stands for them until the next frame.
            { __typename: `${typename}_mutation_response` };
  }
  return outcome;
}

function targetKey({ kind, table, args }: MutationRoot, index: ModelIndex) {
  if (index.table(table)?.fields.selectByPk === undefined) return undefined;
  if (kind === "insertOne") return keyOf(table, args["object"], index);
  if (kind === "updateByPk") return keyOf(table, args["pk_columns"], index);
  return kind === "deleteByPk" ? keyOf(table, args, index) : undefined;
}

function readRequest(
  { query, variables }: RepeatedMutation,
  index: ModelIndex,
  reads: readonly { root: MutationRoot; key: Record<string, unknown> | undefined }[],
): SocketRequest | undefined {
  const operation = mainOperation(query);
  const fragments = fragmentsOf(query);
  const fields = new Map<string, FieldNode>();
  for (const { field } of flattenFields(operation.selectionSet, fragments))
    fields.set(responseKey(field), field);
  const definitions: string[] = [];
  const parts: string[] = [];
  const values: Record<string, unknown> = {};
  const selected: FieldNode[] = [];
  for (const [position, { root, key }] of reads.entries()) {
    if (!key) continue;
    const { columns, fields: roots } = index.table(root.table)!;
    const args = Object.entries(key).map(([column, value]) => {
      const name = `key${position}_${column}`;
      definitions.push(`$${name}: ${columns[column]!.replace(/!?$/, "!")}`);
      values[name] = value;
      return `${column}: $${name}`;
    });
    const field = fields.get(root.key)!;
    const isRemoval = root.kind === "deleteByPk";
    if (!isRemoval) selected.push(field);
    const inner = isRemoval
      ? ""
      : field.selectionSet!.selections.map((node) => print(node as never)).join(" ");
    parts.push(
      `${root.key}: ${roots.selectByPk}(${args.join(" ")}) { __typename ${givenColumns(root, index).join(" ")} ${inner} }`,
    );
  }
  if (parts.length === 0) return undefined;
  const reachable = reachableFragments(selected, fragments);
  const used = new Set<string>();
  for (const node of [...selected.map(({ selectionSet }) => selectionSet), ...reachable])
    collectVariables(node, used);
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    if (!used.has(name)) continue;
    definitions.push(print(definition as never));
    values[name] = variables[name];
  }
  const operationName = `${operation.name?.value ?? "Mutation"}Outcome`;
  const text = [
    `query ${operationName}(${definitions.join(" ")}) { ${parts.join(" ")} }`,
    ...reachable.map((node) => print(node as never)),
  ].join("\n");
  return { query: text, operationName, variables: values };
}

// A key that was made here, a uuid, is nobody else's; of any other key the row has to tell whose it is.
function isOwn(root: MutationRoot, row: unknown, index: ModelIndex): boolean {
  if (typeof row !== "object" || row === null) return false;
  const given = (root.args["object"] ?? {}) as Record<string, unknown>;
  return givenColumns(root, index).every(
    (column) =>
      JSON.stringify((row as Record<string, unknown>)[column] ?? null) ===
      JSON.stringify(given[column] ?? null),
  );
}

function givenColumns({ kind, table, args }: MutationRoot, index: ModelIndex): string[] {
  const model = index.table(table)!;
  if (kind !== "insertOne" || (model.pk.length === 1 && model.columns[model.pk[0]!]!.startsWith("uuid")))
    return [];
  return Object.keys((args["object"] ?? {}) as object).filter((column) => column in model.columns);
}
