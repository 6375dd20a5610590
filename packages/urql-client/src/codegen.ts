/** Generates what the browser client has to know about a Hasura schema. */
export { generateModel } from "./lib/codegen/generate.ts";
export type { GenerateOptions } from "./lib/codegen/generate.ts";
export { loadTables } from "./lib/codegen/metadata.ts";
export type { PermissionMetadata, RelationshipMetadata, TableMetadata } from "./lib/codegen/metadata.ts";
export { printModule } from "./lib/codegen/print.ts";
export { runCodegen } from "./lib/codegen/cli.ts";
export { CodegenError } from "./lib/codegen/errors.ts";
export type { HasuraModel, RelationshipModel, TableFields, TableModel } from "./lib/model/types.ts";
