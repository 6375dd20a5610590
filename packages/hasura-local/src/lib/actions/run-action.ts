import { resolveHandlerUrl } from "./handler-url.ts";
import type { ActionCall, ActionRunner, RequestHeaders } from "../engine.ts";
import { GraphQLRequestError } from "../errors.ts";
import type { HeaderMetadata } from "../metadata/types.ts";

/** Headers of the client that Hasura never forwards, and the secrets that make someone an administrator. */
const NEVER_FORWARDED = new Set([
  "accept",
  "accept-datetime",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "connection",
  "content-length",
  "content-md5",
  "content-type",
  "dnt",
  "host",
  "keep-alive",
  "origin",
  "referer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "x-hasura-access-key",
  "x-hasura-admin-secret",
]);
const DEFAULT_TIMEOUT_SECONDS = 30;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Calls action handlers over HTTP as Hasura does
 * (https://hasura.io/docs/2.0/actions/action-handlers/). Whether an answer fits the output type is checked where it is
 * shaped to the selection.
 *
 * @param environment what URLs and headers of the metadata may refer to. No value of it reaches an error.
 */
export function createActionRunner(environment: Environment): ActionRunner {
  return async (call) => {
    const { definition, name } = call.action;
    if (definition.kind === "asynchronous") {
      throw new GraphQLRequestError("not-supported", `the asynchronous action '${name}' is not supported`);
    }
    const response = await post(call, environment);
    const body = parseBody(response.text);
    if (response.status >= 200 && response.status < 300) return body;
    if (response.status >= 400 && response.status < 500) throw toRefusal(body);
    throw new GraphQLRequestError("unexpected", "internal error", {
      internal: { error: `expecting 2xx or 4xx status code, but found ${response.status}` },
    });
  };
}

async function post(call: ActionCall, environment: Environment): Promise<{ status: number; text: string }> {
  const { definition, name } = call.action;
  const seconds = definition.timeout ?? DEFAULT_TIMEOUT_SECONDS;
  try {
    const response = await fetch(resolveHandlerUrl(definition.handler, environment), {
      method: "POST",
      headers: buildHeaders(call, environment),
      body: JSON.stringify({
        action: { name },
        input: call.input,
        session_variables: call.session.variables,
        request_query: call.requestQuery,
      }),
      redirect: "manual",
      signal: AbortSignal.timeout(seconds * 1000),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    if (cause instanceof GraphQLRequestError) throw cause;
    const timedOut = cause instanceof DOMException && cause.name === "TimeoutError";
    throw new GraphQLRequestError("unexpected", "http exception when calling webhook", {
      internal: {
        error: { type: "http_exception", message: timedOut ? "Response timeout" : "connection error" },
      },
      cause,
    });
  }
}

/** The action's own headers win over the client's. */
function buildHeaders(call: ActionCall, environment: Environment): Headers {
  const headers = new Headers();
  if (call.action.definition.forward_client_headers) forwardHeaders(call.requestHeaders, headers);
  headers.set("content-type", "application/json");
  for (const header of call.action.definition.headers ?? []) {
    headers.set(header.name, headerValue(header, environment));
  }
  return headers;
}

function forwardHeaders(from: RequestHeaders, to: Headers): void {
  from.forEach((value, name) => {
    if (!NEVER_FORWARDED.has(name.toLowerCase()) && !name.startsWith("sec-websocket-")) to.set(name, value);
  });
}

function headerValue(header: HeaderMetadata, environment: Environment): string {
  if ("value" in header) return resolveHandlerUrl(header.value, environment);
  const value = environment[header.value_from_env];
  if (value) return value;
  throw new GraphQLRequestError(
    "invalid-configuration",
    `environment variable '${header.value_from_env}' not set`,
  );
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new GraphQLRequestError("unexpected", "not a valid json response from webhook", {
      internal: { error: "invalid json" },
      cause,
    });
  }
}

/** A handler's refusal: `{message, extensions?: {code}}`, or the older `{message, code?}`. */
function toRefusal(body: unknown): GraphQLRequestError {
  const { message, code, extensions } = (body ?? {}) as Record<string, unknown>;
  if (typeof message !== "string") {
    return new GraphQLRequestError("unexpected", 'the key "message" was not present', {
      internal: { error: "unexpected response" },
    });
  }
  if (typeof extensions === "object" && extensions !== null) {
    const own = extensions as Record<string, unknown>;
    const ownCode = typeof own["code"] === "string" ? own["code"] : "unexpected";
    return new GraphQLRequestError(ownCode, message, { extensions: own });
  }
  return new GraphQLRequestError(typeof code === "string" ? code : "unexpected", message);
}
