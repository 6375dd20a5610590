import type { Secret } from "@potluck/contracts/secret";
import { z } from "zod";
import type { Desk } from "../reservations/desk.ts";
import { wishSchema } from "../reservations/wish.ts";
import type { Api } from "./edge.ts";
import { parseJson } from "./exchange.ts";
import { problem } from "./problem.ts";

const PATH = /^\/v1\/reservations\/([^/]+)$/;
const sequenceSchema = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .pipe(z.int().min(1));

/** Answers the requests that `openapi.yaml` describes. */
export function createPublicApi(desk: Desk, apiKey: Secret): Api {
  return (request) => {
    const [scheme, token] = (request.header("authorization") ?? "").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !apiKey.equals(token ?? ""))
      return problem("unauthorized", "Send the API key as a bearer token.");

    const encoded = PATH.exec(request.url.pathname)?.[1];
    if (encoded === undefined) return problem("not-found", "There is nothing at this address.");
    const clientReference = decode(encoded);
    if (clientReference === undefined || clientReference.length > 100)
      return problem("bad-request", "The name of a reservation has at most 100 characters.");
    if (request.method === "GET") return desk.look(clientReference);
    if (request.method !== "PUT" && request.method !== "DELETE")
      return problem("not-found", "A reservation takes GET, PUT and DELETE.");

    const key = request.header("idempotency-key") ?? "";
    if (key === "" || key.length > 200)
      return problem("bad-request", "Send an idempotency-key of 1 to 200 characters.");
    if (request.method === "DELETE") {
      const sequence = sequenceSchema.safeParse(request.url.searchParams.get("sequence"));
      if (!sequence.success) return problem("bad-request", "Send the sequence as a whole number from 1.");
      return desk.withdraw(clientReference, key, sequence.data);
    }
    const wish = wishSchema.safeParse(parseJson(request.body));
    if (!wish.success) return problem("bad-request", z.prettifyError(wish.error).replaceAll("\n", " "));
    return desk.ask(clientReference, key, wish.data);
  };
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
