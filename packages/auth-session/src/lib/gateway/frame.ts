/** What the gateway has to know of a message of the API: the rest of it is passed on untouched. */
export interface Frame {
  type: string;
  id: string | null;
}

const ID_FIRST = /^\{"id":"([^"\\]{1,128})","type":"([a-z_]+)"[,}]/;
const TYPE_FIRST = /^\{"type":"([a-z_]+)","id":"([^"\\]{1,128})"[,}]/;
const HEAD_BYTES = 200;

/**
 * Reads type and id of a message without parsing its payload, which may be large. Falls back to parsing.
 *
 * @param raw The message.
 * @returns Type and id, or null when it is not a message of the protocol.
 */
export function peekFrame(raw: Buffer): Frame | null {
  const head = raw.toString("latin1", 0, HEAD_BYTES);
  const idFirst = ID_FIRST.exec(head);
  if (idFirst?.[1] !== undefined && idFirst[2] !== undefined && isAscii(idFirst[1])) {
    return { id: idFirst[1], type: idFirst[2] };
  }
  const typeFirst = TYPE_FIRST.exec(head);
  if (typeFirst?.[1] !== undefined && typeFirst[2] !== undefined && isAscii(typeFirst[2])) {
    return { id: typeFirst[2], type: typeFirst[1] };
  }
  return parseFrame(raw);
}

function parseFrame(raw: Buffer): Frame | null {
  try {
    const message: unknown = JSON.parse(raw.toString("utf8"));
    if (typeof message !== "object" || message === null || !("type" in message)) return null;
    const id = "id" in message && typeof message.id === "string" ? message.id : null;
    return typeof message.type === "string" ? { type: message.type, id } : null;
  } catch {
    return null;
  }
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
