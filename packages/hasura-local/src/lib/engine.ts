import type { GraphQLSchema } from "graphql";
import type { Pool } from "pg";
import { InconsistentMetadataError } from "./errors.ts";
import { loadModel } from "./execute/load-model.ts";
import type { ActionRunner, GraphQLRequest, PreparedOperation } from "./execute/operation.ts";
import { OperationCompiler } from "./execute/prepare.ts";
import { PreparedStatements } from "./database/prepared-statements.ts";
import { RoleSchemas } from "./execute/role-schema.ts";
import type { Metadata } from "./metadata/types.ts";
import type { Model } from "./model/types.ts";
import { rolePermissions } from "./permissions/role-permissions.ts";
import type { Session } from "./session.ts";

export type {
  ActionCall,
  ActionRunner,
  BaseTable,
  GraphQLRequest,
  LiveDependency,
  LiveOperation,
  PreparedOperation,
  RequestHeaders,
  RowKey,
} from "./execute/operation.ts";

export interface Engine {
  /**
   * The schema as a role sees it; cached until `reload`.
   *
   * @param role any name; a role without permissions gets the schema that has no tables.
   */
  schema(role: string): GraphQLSchema;
  /**
   * Parses, validates and plans an operation; plans are cached by document, operation name and role.
   *
   * @throws GraphQLRequestError with Hasura's code, message and path.
   */
  prepare(request: GraphQLRequest, session: Session): PreparedOperation;
  /**
   * Reads the database's catalog again and takes new metadata.
   *
   * @throws InconsistentMetadataError; the engine keeps what it had.
   */
  reload(metadata: Metadata): Promise<void>;
}

export interface EngineOptions {
  pool: Pool;
  metadata: Metadata;
  /** The environment that metadata may refer to. */
  env: Record<string, string | undefined>;
  runAction: ActionRunner;
  /** bigint, numeric, float8 and money become JSON strings. Default false, as in Hasura. */
  stringifyNumericTypes?: boolean;
  /** A role that may select from a table may call the STABLE and IMMUTABLE functions that return it. Default true, as in Hasura. */
  inferFunctionPermissions?: boolean;
}

/**
 * Creates an engine over a database and its metadata.
 *
 * @throws InconsistentMetadataError
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const engine = new CompilerEngine(options);
  await engine.reload(options.metadata);
  return engine;
}

class CompilerEngine implements Engine {
  readonly #options: EngineOptions;
  /** Outlives a reload: connections keep what was prepared. */
  readonly #statements = new PreparedStatements(500);
  #state: { schemas: RoleSchemas; compiler: OperationCompiler } | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  schema(role: string): GraphQLSchema {
    return this.#current().schemas.get(role, false).schema;
  }

  prepare(request: GraphQLRequest, session: Session): PreparedOperation {
    return this.#current().compiler.prepare(request, session);
  }

  async reload(metadata: Metadata): Promise<void> {
    const { pool, runAction, stringifyNumericTypes, inferFunctionPermissions } = this.#options;
    const model = await loadModel(pool, metadata);
    checkModel(model);
    const schemas = new RoleSchemas(model, inferFunctionPermissions ?? true);
    const compiler = new OperationCompiler(
      schemas,
      pool,
      this.#statements,
      runAction,
      stringifyNumericTypes ?? false,
    );
    this.#state = { schemas, compiler };
  }

  #current(): { schemas: RoleSchemas; compiler: OperationCompiler } {
    if (this.#state === undefined) throw new Error("The engine has no metadata yet");
    return this.#state;
  }
}

/** Every permission is parsed now, so that a mistake shows at start and not at the first request of its role. */
function checkModel(model: Model): void {
  const problems = [...model.problems];
  const roles = new Set<string>(model.inheritedRoles.keys());
  for (const { metadata } of model.tables.values()) {
    for (const list of [
      metadata.select_permissions,
      metadata.insert_permissions,
      metadata.update_permissions,
      metadata.delete_permissions,
    ]) {
      for (const { role } of list ?? []) roles.add(role);
    }
  }
  for (const role of roles) {
    const permissions = rolePermissions(model, role);
    for (const table of model.tables.values()) {
      try {
        permissions.of(table);
      } catch (error) {
        if (!(error instanceof InconsistentMetadataError)) throw error;
        problems.push(...error.problems);
      }
    }
  }
  if (problems.length > 0) throw new InconsistentMetadataError([...new Set(problems)]);
}
