import type { GraphQLSchema } from "graphql";
import type { Model } from "../model/types.ts";
import { rolePermissions } from "../permissions/role-permissions.ts";
import type { RolePermissions } from "../permissions/types.ts";
import { buildSchema } from "../schema/build.ts";
import { SchemaContext } from "../schema/context.ts";

/** A role's permissions and the schema cut to them. */
export interface RoleSchema {
  role: string;
  permissions: RolePermissions;
  schema: GraphQLSchema;
  context: SchemaContext;
}

/** The roles' schemas over one model, each built when first asked for. */
export class RoleSchemas {
  readonly #model: Model;
  readonly #inferFunctionPermissions: boolean;
  readonly #schemas = new Map<string, RoleSchema>();

  constructor(model: Model, inferFunctionPermissions: boolean) {
    this.#model = model;
    this.#inferFunctionPermissions = inferFunctionPermissions;
  }

  /** @param backendOnly whether fields for trusted backends exist. */
  get(role: string, backendOnly: boolean): RoleSchema {
    const key = `${backendOnly ? "backend" : "client"}:${role}`;
    let entry = this.#schemas.get(key);
    if (entry === undefined) {
      const permissions = rolePermissions(this.#model, role);
      const context = new SchemaContext(
        this.#model,
        permissions,
        backendOnly,
        this.#inferFunctionPermissions,
      );
      entry = { role, permissions, schema: buildSchema(context), context };
      // Roles come from tokens: names without any permission must not fill the memory.
      if (this.#schemas.size < 1000) this.#schemas.set(key, entry);
    }
    return entry;
  }
}
