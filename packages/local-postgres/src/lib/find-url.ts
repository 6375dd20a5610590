import { readFile } from "node:fs/promises";
import { folderAt } from "./folder.ts";
import { toUrl } from "./lease.ts";
import { readPort } from "./pid-file.ts";

/**
 * Where the server of a data folder listens at the moment, for processes that use it and don't own it. Reads two small files and
 * changes nothing; whether the server answers shows when somebody connects.
 *
 * @param options `dataDir`: the folder that {@link startPostgres} was given. `database`: "potluck" if not given.
 * @returns The connection string of the superuser; undefined where no server has opened its port.
 */
export async function findPostgresUrl(options: {
  dataDir: string;
  database?: string;
}): Promise<string | undefined> {
  const folder = folderAt(options.dataDir);
  const [port, password] = await Promise.all([
    readPort(folder),
    readFile(folder.password, "utf8").catch(() => undefined),
  ]);
  return port !== undefined && password
    ? toUrl({ port, password }, options.database ?? "potluck")
    : undefined;
}
