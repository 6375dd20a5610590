import type { RequestListener, ServerResponse } from "node:http";
import { readRequest, send, type PartnerRequest } from "./exchange.ts";
import { problem, type Answer } from "./problem.ts";

/** Answers a request. */
export type Api = (request: PartnerRequest) => Answer | Promise<Answer>;

/** Puts an answer on its connection, or does not. */
export type Dispatch = (request: PartnerRequest, api: Api, outgoing: ServerResponse) => Promise<void>;

/**
 * The one place where a request becomes an answer: reads it, answers `/healthz`, and turns what nobody expected into 503.
 *
 * @param report Receives one line per failure.
 * @param dispatch How answers are sent; absent: as soon as they are there.
 */
export function createEdge(
  api: Api,
  report: (line: string) => void,
  dispatch: Dispatch = async (request, answer, outgoing) => send(outgoing, await answer(request)),
): RequestListener {
  const safely: Api = async (request) => {
    try {
      return await api(request);
    } catch (error) {
      report(`booking-partner: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return problem("unavailable", "Something is wrong on our side. Try again later.");
    }
  };

  return (incoming, outgoing) => {
    void readRequest(incoming).then(
      (request) => {
        if (request === "too large") {
          outgoing.setHeader("connection", "close");
          return send(outgoing, problem("bad-request", "The body is larger than 64 KiB."));
        }
        if (request.method === "GET" && request.url.pathname === "/healthz")
          return send(outgoing, { status: 200, body: { status: "ok" } });
        return dispatch(request, safely, outgoing);
      },
      // The client went away while it sent its request.
      () => outgoing.destroy(),
    );
  };
}
