import { Kind } from "@0no-co/graphql.web";
import type { Operation } from "@urql/core";
import type { DocumentNode, FieldNode, NameNode, VariableDefinitionNode, VariableNode } from "graphql";
import type { GqlError } from "../error.ts";
import { remembered } from "../remembered.ts";

/**
 * A table in which every mutation leaves its mark, in the same transaction. The mark is the primary key, so what was done already is
 * refused as a whole when it comes again.
 */
export interface LedgerOptions {
  /** Root field that inserts marks, for example `insert_client_mutations`. It has to allow only marks of the user. */
  insert: string;
  /** Input type of a mark, `client_mutations_insert_input`; by Hasura's convention unless given. */
  input?: string;
  /** Column of the primary key, a uuid; `id` unless given. */
  id?: string;
  /** Column that says whose change it is; `user_id` unless given. It keeps one user's changes from being made in another's name. */
  user?: string;
  /** Name of the primary key's constraint; by Postgres' convention unless given. */
  constraint?: string;
}

/** Marks mutations. */
export interface Ledger {
  /** @returns The mutation that leaves its mark first. */
  mark(mutation: Operation, id: string): Operation;
  /** Whether an error says that the mark is there already. */
  isMarked(error: GqlError): boolean;
  /** @returns The answer without what the mark added. */
  strip(data: unknown): unknown;
}

/** Name of the variable, and of the field, that a mark goes in. */
export const MARK = "client_mutation_mark";

/** @returns The ledger of one user. */
export function createLedger(options: LedgerOptions, user: string): Ledger {
  const table = options.insert.replace(/^insert_/, "");
  const { input = `${table}_insert_input`, constraint = `${table}_pkey` } = options;
  const { id: idColumn = "id", user: userColumn = "user_id" } = options;
  // Not parsed: pages whose documents are compiled load no reader of GraphQL.
  const definition = {
    kind: Kind.VARIABLE_DEFINITION,
    variable: variable(MARK),
    type: { kind: Kind.NON_NULL_TYPE, type: { kind: Kind.NAMED_TYPE, name: name(input) } },
  } as VariableDefinitionNode;
  const field = {
    kind: Kind.FIELD,
    alias: name(MARK),
    name: name(options.insert),
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: name("objects"),
        value: { kind: Kind.LIST, values: [variable(MARK)] },
      },
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [{ kind: Kind.FIELD, name: name("affected_rows") }],
    },
  } as FieldNode;
  const marked = new WeakMap<DocumentNode, DocumentNode>();

  function withField(document: DocumentNode): DocumentNode {
    return {
      ...document,
      definitions: document.definitions.map((node) =>
        node.kind === Kind.OPERATION_DEFINITION
          ? {
              ...node,
              variableDefinitions: [...(node.variableDefinitions ?? []), definition],
              // First, so that it is refused before anything else is done.
              selectionSet: {
                ...node.selectionSet,
                selections: [field, ...node.selectionSet.selections],
              },
            }
          : node,
      ),
    };
  }

  return {
    mark(mutation, id) {
      const { query, variables } = mutation;
      const plain = query as DocumentNode;
      const document = remembered(marked, plain, () => withField(plain));
      return {
        ...mutation,
        query: document,
        variables: { ...variables, [MARK]: { [idColumn]: id, [userColumn]: user } },
      };
    },
    // Postgres: duplicate key value violates unique constraint "…"
    isMarked: (error) => error.kind === "constraint" && error.message.includes(`"${constraint}"`),
    strip(data) {
      if (typeof data !== "object" || data === null) return data;
      const { [MARK]: _mark, ...rest } = data as Record<string, unknown>;
      return rest;
    },
  };
}

function name(value: string): NameNode {
  return { kind: Kind.NAME, value } as NameNode;
}

function variable(value: string): VariableNode {
  return { kind: Kind.VARIABLE, name: name(value) } as VariableNode;
}
