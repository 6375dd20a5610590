import type { Pacer } from "./pacer.ts";

/** How the ids of operations begin whose every result holds everything. */
export const LIVE = "live";

const HEAD = /^\{(?:"type":"next",)?"id":"([^"]*)",(?:"type":"next",)?"payload":/;
const NEXT = '"type":"next"';

/** What every class of sockets has. */
declare class Socket {
  get onmessage(): Listener | null;
  set onmessage(listener: Listener | null);
}
interface Message {
  data: unknown;
}
type Listener = (message: Message) => void;

/**
 * Makes sockets whose frames of live queries wait while the page rests: of those that are followed by newer ones not even the JSON is
 * parsed. Everything else is handled at once, behind the frames that came before it.
 *
 * @param webSocket The class of sockets.
 * @returns A class of sockets.
 */
export function pacedSocket<C>(webSocket: C, pacer: Pacer): C {
  return class extends (webSocket as unknown as typeof Socket) {
    override set onmessage(listener: Listener | null) {
      super.onmessage =
        listener &&
        ((message) => {
          const id = idOfFrame(message.data);
          if (id?.startsWith(LIVE)) return pacer.take(id, () => listener(message));
          pacer.flush();
          listener(message);
        });
    }
  } as unknown as C;
}

/** @returns The operation's id when a message is a result, without parsing it. */
function idOfFrame(data: unknown): string | undefined {
  if (typeof data !== "string") return undefined;
  const [head, id] = HEAD.exec(data) ?? [];
  return head?.includes(NEXT) || data.endsWith(`${NEXT}}`) ? id : undefined;
}
