import type { Webhook } from "./webhook.ts";

/** What came of one call. */
export type WebhookResult =
  | { kind: "answered"; status: number; headers: Record<string, string>; body: string }
  | { kind: "unanswered"; message: string };

/** How much of an answer is read, and how much of that is kept: a secret that is cut in two could not be hidden. */
const MAX_READ_BYTES = 12_288;
const MAX_KEPT = 8192;

/**
 * Calls a webhook once. A redirect is an answer as any other: following it would hand the headers to somebody else.
 *
 * @param signal ends the call for reasons that have nothing to do with the receiver.
 * @throws the signal's reason.
 */
export async function postWebhook(
  webhook: Webhook,
  body: string,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<WebhookResult> {
  const abort = new AbortController();
  const forward = (): void => abort.abort(signal.reason);
  signal.addEventListener("abort", forward);
  if (signal.aborted) forward();
  const timeout = new Error(`no answer within ${timeoutSeconds} s`);
  const timer = setTimeout(() => abort.abort(timeout), timeoutSeconds * 1000);
  try {
    const response = await fetch(webhook.url, {
      method: "POST",
      headers: webhook.headers(),
      body,
      redirect: "manual",
      signal: abort.signal,
    });
    return {
      kind: "answered",
      status: response.status,
      headers: showHeaders(webhook, response.headers),
      body: cut(webhook.redact(await readText(response))),
    };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unanswered", message: webhook.redact(describe(error)) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", forward);
  }
}

/** Begins with the whole answer's first bytes; of one that breaks off before its end, nothing counts. */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
    if (size > MAX_READ_BYTES) {
      await reader.cancel();
      break;
    }
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, MAX_READ_BYTES));
  // Postgres keeps no zero characters.
  return text.replaceAll("\0", "\uFFFD");
}

/** Postgres takes no half of a surrogate pair. */
function cut(text: string): string {
  return text.slice(0, MAX_KEPT).replace(/[\uD800-\uDBFF]$/, "");
}

function showHeaders(webhook: Webhook, headers: Headers): Record<string, string> {
  const shown: Record<string, string> = {};
  headers.forEach((value, name) => {
    shown[name] = name === "set-cookie" ? "[secret]" : cut(webhook.redact(value));
  });
  return shown;
}

/** `fetch` says "fetch failed" and keeps the reason in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  if (cause.message) return cause.message;
  return "code" in cause ? String(cause.code) : cause.name;
}
