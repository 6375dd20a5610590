import type { OperationDefinitionNode } from "graphql";
import type { Pool } from "pg";
import type { RootPlan } from "../plan/operation-plan.ts";
import { planOperation } from "../plan/plan-operation.ts";
import { requestVariables } from "../plan/request-variables.ts";
import type { RequestVariables } from "../plan/request-variables.ts";
import type { Session } from "../session.ts";
import type { Statement } from "../sql/statement.ts";
import { bindParameters } from "./bind-parameters.ts";
import { compileOperation } from "./compile-operation.ts";
import type { CompiledOperation } from "./compile-operation.ts";
import { liveOperation } from "./live-operation.ts";
import { Lru } from "./lru.ts";
import type { ActionRunner, GraphQLRequest, PreparedOperation, RunContext } from "./operation.ts";
import { chooseOperation, parseDocument } from "./parsed-document.ts";
import type { ParsedDocument } from "./parsed-document.ts";
import { PlanCache } from "./plan-cache.ts";
import { fromPostgres } from "./postgres-errors.ts";
import type { PreparedStatements } from "../database/prepared-statements.ts";
import type { RoleSchema, RoleSchemas } from "./role-schema.ts";
import { answerAction } from "./answer-action.ts";
import { runIntrospection } from "./run-introspection.ts";
import { runMutation } from "./run-mutation.ts";
import { validateDocument } from "./validate-document.ts";

const MAX_DOCUMENTS = 500;

/** Everything about one request that running it needs. */
interface PreparedRequest {
  request: GraphQLRequest;
  session: Session;
  parsed: ParsedDocument;
  operation: OperationDefinitionNode;
  role: RoleSchema;
  variables: RequestVariables;
}

/** Prepares operations over one model: parses, plans and compiles, and remembers the results. */
export class OperationCompiler {
  readonly #schemas: RoleSchemas;
  readonly #pool: Pool;
  readonly #runner: ActionRunner;
  readonly #stringify: boolean;
  readonly #documents = new Lru<ParsedDocument>(MAX_DOCUMENTS);
  readonly #plans = new PlanCache();
  readonly #statements: PreparedStatements;

  constructor(
    schemas: RoleSchemas,
    pool: Pool,
    statements: PreparedStatements,
    runner: ActionRunner,
    stringifyNumericTypes: boolean,
  ) {
    this.#schemas = schemas;
    this.#pool = pool;
    this.#statements = statements;
    this.#runner = runner;
    this.#stringify = stringifyNumericTypes;
  }

  /** @throws GraphQLRequestError */
  prepare(request: GraphQLRequest, session: Session): PreparedOperation {
    const parsed = this.#parse(request.query);
    const operation = chooseOperation(parsed, request.operationName);
    const role = this.#schemas.get(session.role, session.backendOnly);
    const variables = requestVariables(
      role.schema,
      operation.variableDefinitions ?? [],
      request.variables ?? {},
    );
    const prepared: PreparedRequest = { request, session, parsed, operation, role, variables };
    const compiled = this.#compile(prepared);
    const bindings = { session, variables: variables.values };
    switch (compiled.kind) {
      case "subscription":
        return { kind: "subscription", live: liveOperation(compiled.live, session.role, bindings) };
      case "query": {
        const values = bindParameters(compiled.statement?.parameters ?? [], bindings);
        return { kind: "query", run: (context) => this.#runQuery(prepared, compiled, values, context) };
      }
      case "mutation":
        return {
          kind: "mutation",
          run: async (context) => {
            const texts = await runMutation(
              this.#pool,
              this.#statements,
              compiled.fields,
              bindings,
              (value) => this.#answer(prepared, value, context),
            );
            return responseText(compiled.fields.map(({ alias }, index) => [alias, texts[index] ?? "null"]));
          },
        };
    }
  }

  #parse(text: string): ParsedDocument {
    let parsed = this.#documents.get(text);
    if (parsed === undefined) {
      parsed = parseDocument(text);
      this.#documents.set(text, parsed);
    }
    return parsed;
  }

  #compile(prepared: PreparedRequest): CompiledOperation {
    const { request, session, parsed, operation, role, variables } = prepared;
    const key = `${session.backendOnly ? "backend" : "client"}:${session.role}\n${operation.name?.value ?? ""}\n${request.query}`;
    return this.#plans.get(key, variables, () => {
      const document = { fragments: parsed.fragments, variables };
      const roots = planOperation({ schema: role.schema, role: role.context, document }, operation);
      validateDocument(role.schema, parsed, operation);
      return compileOperation(operation.operation, roots, this.#stringify);
    });
  }

  async #runQuery(
    prepared: PreparedRequest,
    compiled: Extract<CompiledOperation, { kind: "query" }>,
    values: readonly (string | null)[],
    context: RunContext,
  ): Promise<string> {
    const { roots, statement } = compiled;
    // Actions and the database work side by side.
    const [row, answers] = await Promise.all([
      statement === null ? noRow : this.#read(statement, values),
      Promise.all(
        roots.map(async ({ value }) =>
          value.kind === "read" ? null : await this.#answer(prepared, value, context),
        ),
      ),
    ]);
    let column = 0;
    return responseText(
      roots.map(({ alias, value }, index) => {
        if (value.kind !== "read") return [alias, answers[index] ?? "null"];
        column += 1;
        return [alias, row[`c${column - 1}`] ?? "null"];
      }),
    );
  }

  async #read(statement: Statement, values: readonly (string | null)[]): Promise<Record<string, string>> {
    try {
      const { rows } = await this.#statements.run(this.#pool, statement, values);
      return (rows[0] ?? {}) as Record<string, string>;
    } catch (error) {
      throw fromPostgres(error);
    }
  }

  /** Root fields that are not the database's. */
  async #answer(prepared: PreparedRequest, value: RootPlan["value"], context: RunContext): Promise<string> {
    const { request, session, parsed, operation, role, variables } = prepared;
    switch (value.kind) {
      case "constant":
        return value.json;
      case "introspection":
        return runIntrospection(role.schema, parsed, operation, value.node, variables.values);
      case "action":
        return await answerAction(value.action, this.#runner, {
          session,
          variables: variables.values,
          query: request.query,
          context,
        });
      case "read":
      case "write":
      case "call":
        throw new TypeError(`A ${value.kind} is the database's to answer`);
    }
  }
}

const noRow: Record<string, string> = {};

/** The response as text: values are JSON already, so nothing is parsed or printed again. */
function responseText(fields: readonly (readonly [alias: string, json: string])[]): string {
  return `{"data":{${fields.map(([alias, json]) => `${JSON.stringify(alias)}:${json}`).join(",")}}}`;
}
