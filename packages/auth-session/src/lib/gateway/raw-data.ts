import type { RawData } from "ws";

/**
 * @param data A message as `ws` gives it, in whichever form.
 * @returns Its bytes.
 */
export function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
