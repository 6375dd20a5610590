export { migratePostgresStore } from "./lib/postgres/migrate.ts";
export { createPostgresStore } from "./lib/postgres/postgres-store.ts";
export type { PostgresStore, PostgresStoreOptions } from "./lib/postgres/postgres-store.ts";
export type { DatabaseUrl } from "./lib/postgres/database.ts";
