import { RENEWAL_HEADER } from "../renewal-protocol.ts";

/** An answer of the renewal or token endpoint, and when it came (ms since the epoch, by the browser's clock). */
export interface ArrivedAnswer {
  response: Response;
  at: number;
}

declare global {
  /** The request that {@link earlyAnswerScript} started; taken once. */
  var earlySessionAnswer: { endpoint: string; answer: Promise<ArrivedAnswer> } | undefined;
}

const TIMEOUT_MS = 10_000;

/**
 * Asks for the session's state, and in direct mode for the token.
 *
 * @param endpoint Path of the endpoint.
 * @param send `fetch`, or what stands in for it.
 * @param signal Gives up.
 * @returns The answer, whatever its status.
 */
export async function requestAnswer(
  endpoint: string,
  send: typeof fetch,
  signal: AbortSignal,
): Promise<ArrivedAnswer> {
  const response = await send(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", [RENEWAL_HEADER]: "1" },
    body: "{}",
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  return { response, at: Date.now() };
}

/**
 * The source of an inline script that asks the endpoint while the page's scripts are still on their way; `createRenewal` and
 * `createTokenClient` take the answer. Put it into the head of pages that will need it, before anything that blocks: a style sheet
 * holds inline scripts back. It is the same text for everybody, so its hash can stand in a policy.
 *
 * @param endpoint The endpoint that the page's renewal or token client is created with.
 * @returns The script. It keeps the answer in memory only.
 */
export function earlyAnswerScript(endpoint: string): string {
  const path = JSON.stringify(endpoint).replaceAll("<", "\\u003c");
  const init = `{method:"POST",headers:{"content-type":"application/json","${RENEWAL_HEADER}":"1"},body:"{}",signal:AbortSignal.timeout(${TIMEOUT_MS})}`;
  return (
    `window.earlySessionAnswer={endpoint:${path},answer:fetch(${path},${init})` +
    ".then(r=>({response:r,at:Date.now()}))};window.earlySessionAnswer.answer.catch(()=>{});"
  );
}

/**
 * @param endpoint The endpoint asked.
 * @returns The answer that the inline script asked for, once; undefined when there is none.
 */
export function takeEarlyAnswer(endpoint: string): Promise<ArrivedAnswer> | undefined {
  const early = globalThis.earlySessionAnswer;
  if (early?.endpoint !== endpoint) return undefined;
  globalThis.earlySessionAnswer = undefined;
  return early.answer;
}
