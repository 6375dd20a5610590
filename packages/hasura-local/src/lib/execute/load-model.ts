import { loadCatalog } from "../catalog/load.ts";
import { tableKey } from "../catalog/types.ts";
import type { Metadata } from "../metadata/types.ts";
import { buildModel } from "../model/build.ts";
import { readEnumTable } from "../model/enum-table.ts";
import type { EnumTable } from "../model/enum-table.ts";
import { qualifiedName } from "../model/naming.ts";
import type { Model } from "../model/types.ts";
import type { Queryable } from "./operation.ts";

/** Reads the database's catalog and the enum tables' rows, and resolves the metadata against them. */
export async function loadModel(client: Queryable, metadata: Metadata): Promise<Model> {
  const catalog = await loadCatalog(client);
  const enumTables = new Map<string, EnumTable>();
  for (const entry of metadata.sources.flatMap((source) => source.tables)) {
    if (entry.is_enum !== true) continue;
    const key = tableKey(qualifiedName(entry.table));
    const table = catalog.tables.get(key);
    if (table !== undefined) enumTables.set(key, await readEnumTable(client, table));
  }
  return buildModel(catalog, metadata, enumTables);
}
