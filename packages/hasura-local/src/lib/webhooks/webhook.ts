import { Secret } from "@potluck/contracts/secret";
import { resolveHandlerUrl } from "../actions/handler-url.ts";
import { StartupError } from "../config/startup-error.ts";
import { GraphQLRequestError } from "../errors.ts";
import { HASURA_VERSION } from "../hasura-version.ts";
import type { HeaderMetadata } from "../metadata/types.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A webhook as the metadata names it. */
export interface WebhookMetadata {
  webhook?: string;
  webhook_from_env?: string;
  headers?: HeaderMetadata[];
}

/** A header as the invocation log shows it: where its value comes from, never the value. */
export type ShownHeader = { name: string; value: string } | { name: string; value_from_env: string };

interface WebhookHeader {
  name: string;
  value: Secret;
  shown: ShownHeader;
}

/** Hasura sends these whatever the metadata says. */
const DEFAULT_HEADERS = {
  "content-type": "application/json",
  "user-agent": `hasura-graphql-engine/${HASURA_VERSION}`,
};
const HIDDEN = "[secret]";
/** Shorter texts are no secrets, and hiding each "1" would make a body unreadable. */
const SHORTEST_SECRET = 6;

/** Where a trigger's calls go. The address and the values of the headers can hold secrets: nothing of them is shown. */
export class Webhook {
  readonly #url: Secret;
  readonly #headers: readonly WebhookHeader[];
  /** The address as the metadata has it. */
  readonly template: string;

  constructor(url: string, template: string, headers: readonly WebhookHeader[]) {
    this.#url = new Secret(url);
    this.#headers = headers;
    this.template = template;
  }

  /** The resolved address, for the one place that calls it. */
  get url(): string {
    return this.#url.reveal();
  }

  headers(): Headers {
    const headers = new Headers();
    for (const { name, value } of this.#headers) headers.append(name, value.reveal());
    for (const [name, value] of Object.entries(DEFAULT_HEADERS)) headers.set(name, value);
    return headers;
  }

  shownHeaders(): ShownHeader[] {
    const defaults = Object.entries(DEFAULT_HEADERS).map(([name, value]) => ({ name, value }));
    return [...defaults, ...this.#headers.map((header) => header.shown)];
  }

  /** Hides what a receiver repeats of the secrets that were sent to it. */
  redact(text: string): string {
    return this.#headers
      .map((header) => header.value.reveal())
      .filter((value) => value.length >= SHORTEST_SECRET)
      .reduce((current, value) => current.replaceAll(value, HIDDEN), text);
  }
}

/**
 * Fills in what the metadata leaves to the environment.
 *
 * @param owner the trigger, for messages, e.g. `event trigger booking_requested`.
 * @throws StartupError `METADATA_INVALID` naming the trigger and the variable.
 */
export function resolveWebhook(owner: string, metadata: WebhookMetadata, environment: Environment): Webhook {
  const template = metadata.webhook ?? `{{${metadata.webhook_from_env ?? ""}}}`;
  const url = fill(owner, template, environment);
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : "")) {
    throw invalid(owner, `its webhook "${template}" is no http or https address`);
  }
  const headers = (metadata.headers ?? []).map((header) => resolveHeader(owner, header, environment));
  return new Webhook(url, template, headers);
}

function resolveHeader(owner: string, header: HeaderMetadata, environment: Environment): WebhookHeader {
  const { name } = header;
  const template = "value" in header ? header.value : `{{${header.value_from_env}}}`;
  const value = fill(owner, template, environment);
  if (value === "") throw invalid(owner, `its header "${name}" has no value`);
  try {
    new Headers([[name, value]]);
  } catch {
    throw invalid(owner, `its header "${name}" has a name or value that HTTP does not allow`);
  }
  const shown =
    "value" in header
      ? { name, value: template === value ? HIDDEN : template }
      : { name, value_from_env: header.value_from_env };
  return { name, value: new Secret(value), shown };
}

function fill(owner: string, template: string, environment: Environment): string {
  try {
    return resolveHandlerUrl(template, environment);
  } catch (error) {
    if (error instanceof GraphQLRequestError) throw invalid(owner, error.message);
    throw error;
  }
}

function invalid(owner: string, what: string): StartupError {
  return new StartupError("METADATA_INVALID", `${owner}: ${what}.`);
}
