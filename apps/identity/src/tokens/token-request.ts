import { IncomingMessage } from "node:http";
import { readBody } from "../http/request-body.ts";

const FORM = "application/x-www-form-urlencoded";
const forms = new WeakMap<IncomingMessage, URLSearchParams>();

/**
 * Reads the form of a request to `/oauth/token` or `/oauth/revoke`, which may also come as JSON: Auth0 takes both.
 *
 * @returns A request that says the same as a form, which is all that oidc-provider reads; any other request as it is.
 * @throws BodyTooLarge
 */
export async function readTokenRequest(request: IncomingMessage): Promise<IncomingMessage> {
  const type = request.headers["content-type"] ?? "";
  const isJson = /^application\/json\b/i.test(type);
  const isReadable = isJson || type.toLowerCase().startsWith(FORM);
  if (request.method !== "POST" || !isReadable || !/^\/oauth\/(token|revoke)$/.test(request.url ?? ""))
    return request;

  const text = await readBody(request);
  const form = new URLSearchParams(isJson ? parseFields(text) : text);
  const replayed = replay(request, isJson ? form.toString() : text);
  forms.set(replayed, form);
  return replayed;
}

/** @returns What {@link readTokenRequest} read; undefined for other requests. */
export function formOf(request: IncomingMessage): URLSearchParams | undefined {
  return forms.get(request);
}

function replay(request: IncomingMessage, form: string): IncomingMessage {
  const replayed = new IncomingMessage(request.socket);
  replayed.method = request.method;
  replayed.url = request.url;
  replayed.headers = {
    ...request.headers,
    "content-type": FORM,
    "content-length": String(Buffer.byteLength(form)),
  };
  replayed.push(form);
  replayed.push(null);
  replayed.complete = true;
  return replayed;
}

function parseFields(text: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(text);
    const fields = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(
      fields.filter((field): field is [string, string] => typeof field[1] === "string"),
    );
  } catch {
    return {};
  }
}
