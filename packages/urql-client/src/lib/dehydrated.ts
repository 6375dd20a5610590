import { remembered } from "./remembered.ts";

/** What a server client hands to the page: the answers of its queries, as JSON text, and whose they are. */
export interface Dehydrated {
  v: 1;
  /** Who the data was read for; a browser client of somebody else discards it. */
  user: string;
  /** When it was read, in milliseconds by the server's clock. */
  at: number;
  /** By urql operation key: the `data` of the answer as JSON text. */
  ops: Record<string, DehydratedOp>;
}

/** One answer inside a {@link Dehydrated} state. */
export interface DehydratedOp {
  d: string;
}

// The same objects are usually rendered in the process that read them: no second JSON.parse there.
const parsed = new WeakMap<DehydratedOp, unknown>();

/** Remembers what an entry parses to. */
export function rememberParsed(op: DehydratedOp, data: unknown): void {
  parsed.set(op, data);
}

/** @returns The data of one answer. */
export function readOp(op: DehydratedOp): unknown {
  return remembered(parsed, op, () => JSON.parse(op.d) as unknown);
}

/**
 * Whether a value that crossed the wire is a state this version understands.
 * @param value Anything, typically loader data.
 */
export function isDehydrated(value: unknown): value is Dehydrated {
  return (
    typeof value === "object" &&
    value !== null &&
    "v" in value &&
    value.v === 1 &&
    "ops" in value &&
    "user" in value
  );
}
