import { open } from "node:fs/promises";
import { LocalPostgresError } from "./errors.ts";
import type { Folder } from "./folder.ts";

/** What the server wrote to its log after `offset` bytes. */
export async function readLogFrom(folder: Folder, offset: number): Promise<string> {
  const file = await open(folder.log).catch(() => undefined);
  if (!file) return "";
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, size - offset));
    await file.read(buffer, 0, buffer.length, offset);
    return buffer.toString("utf8").trim();
  } finally {
    await file.close();
  }
}

/** Turns what a server that didn't start wrote into an error that says what to do. */
export function startFailure(folder: Folder, words: string, port: number): LocalPostgresError {
  if (/could not bind/.test(words)) {
    return new LocalPostgresError(
      "POSTGRES_PORT_IN_USE",
      `Port ${port} is in use by another program. End that program, or choose another port for Postgres.`,
    );
  }
  const last = words.split("\n").slice(-8).join("\n");
  return new LocalPostgresError(
    "POSTGRES_START_FAILED",
    `Postgres didn't start; ${folder.log} says:\n${last || "(nothing)"}`,
  );
}
