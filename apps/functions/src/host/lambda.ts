import type { FunctionContext } from "../context.ts";
import type { FunctionDefinition } from "../runtime/define-function.ts";
import { createRouter } from "./router.ts";

/** What an HTTP API hands to a Lambda function, as far as it is read here (payload format 2.0). */
export interface HttpApiEvent {
  rawPath: string;
  rawQueryString: string;
  headers: Record<string, string | undefined>;
  cookies?: string[];
  requestContext: { domainName: string; http: { method: string } };
  body?: string;
  isBase64Encoded: boolean;
}

/** What a Lambda function hands back to it. */
export interface HttpApiResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded: boolean;
}

/**
 * Runs functions as a Lambda function behind an API Gateway HTTP API or a function URL.
 *
 * @param functions One or several; each is found by its path.
 * @see AWS Lambda developer guide, "Working with AWS Lambda proxy integrations for HTTP APIs", payload format 2.0
 */
export function createLambda(
  functions: readonly FunctionDefinition[],
  context: FunctionContext,
): (event: HttpApiEvent) => Promise<HttpApiResult> {
  const handle = createRouter(functions, context);
  return async (event) => {
    const response = await handle(toRequest(event));
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
      isBase64Encoded: false,
    };
  };
}

function toRequest(event: HttpApiEvent): Request {
  const { method } = event.requestContext.http;
  const query = event.rawQueryString === "" ? "" : `?${event.rawQueryString}`;
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) {
    if (value !== undefined) headers.set(name, value);
  }
  if (event.cookies?.length) headers.set("cookie", event.cookies.join("; "));
  // A signature is over the bytes that were sent, so they are taken as they are.
  const body =
    event.body === undefined || method === "GET" || method === "HEAD"
      ? undefined
      : Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8");
  return new Request(`https://${event.requestContext.domainName}${event.rawPath}${query}`, {
    method,
    headers,
    body,
  });
}
