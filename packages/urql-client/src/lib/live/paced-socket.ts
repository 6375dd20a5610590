/** Messages that cost less than this are handled as they come, in milliseconds. */
const CHEAP_MS = 2;
/** How many times as long as the last messages took nothing is handled after them. */
const REST = 5;
const MAX_REST_MS = 500;
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
 * Makes sockets that leave a page time for other things. Each frame of a live query holds everything, so a page that needs long for one
 * rests afterwards, and of what comes meanwhile only the newest frame of each query is read at all: not even its JSON is parsed
 * before. Everything else is handled in its turn, behind the frames that came before it.
 *
 * @param webSocket The class of sockets.
 * @param isLive Whether an operation is a live query, by the id that it was given.
 * @returns A class of sockets.
 */
export function paced<C>(webSocket: C, isLive: (id: string) => boolean): C {
  return class extends (webSocket as unknown as typeof Socket) {
    override set onmessage(listener: Listener | null) {
      super.onmessage = listener && pacedListener(listener, isLive);
    }
  } as unknown as C;
}

function pacedListener(listener: Listener, isLive: (id: string) => boolean): Listener {
  const waiting = new Map<string, Message>();
  let resting: ReturnType<typeof setTimeout> | undefined;

  function handle(messages: readonly Message[]): void {
    const startedAt = performance.now();
    for (const message of messages) listener(message);
    // What they cause, such as rendering, is done before a timer gets its turn.
    resting = setTimeout(() => {
      const cost = performance.now() - startedAt;
      if (cost < CHEAP_MS) goOn();
      else resting = setTimeout(goOn, Math.min(cost * REST, MAX_REST_MS));
    });
  }

  function goOn(): void {
    resting = undefined;
    if (waiting.size > 0) handle(take());
  }

  function take(): Message[] {
    const messages = [...waiting.values()];
    waiting.clear();
    return messages;
  }

  return (message) => {
    const id = idOfFrame(message.data);
    if (id === undefined || !isLive(id)) for (const each of [...take(), message]) listener(each);
    else if (resting === undefined) handle([message]);
    else {
      waiting.delete(id); // so that those that wait stay in the order of their arrival
      waiting.set(id, message);
    }
  };
}

/** @returns The operation's id when a message is a result, without parsing it. */
function idOfFrame(data: unknown): string | undefined {
  if (typeof data !== "string") return undefined;
  const [head, id] = HEAD.exec(data) ?? [];
  return head?.includes(NEXT) || data.endsWith(`${NEXT}}`) ? id : undefined;
}
