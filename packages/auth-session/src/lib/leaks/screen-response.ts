import type { Leak } from "./leak-error.ts";
import type { NeedleSet } from "./needle-set.ts";

/** What to do with a response. */
export interface Screening {
  needles: NeedleSet;
  /** Whether a header may carry anything: our own cookies are sealed. */
  isExempt: (name: string, value: string) => boolean;
  /** Called at most once. What it throws ends the response; when it returns, the response goes out as it is. */
  onLeak: (leak: Leak) => void;
}

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Looks through a response. What comes in one piece is looked through before anything is sent; of a stream, each piece
 * before it is, and what looks like the beginning of a secret waits for what follows.
 *
 * @param response The response.
 * @param screening What to look for, and what to do then.
 * @returns The response to send; its body may be another object.
 * @throws Whatever `onLeak` throws, while nothing was sent; afterwards the body fails with it.
 */
export async function screenResponse(response: Response, screening: Screening): Promise<Response> {
  const contentType = response.headers.get("content-type") ?? "";
  for (const [header, value] of response.headers) {
    const found = screening.isExempt(header, value) ? null : screening.needles.find(Buffer.from(value));
    if (!found) continue;
    screening.onLeak({ secret: found.name, header, offset: found.at, contentType });
    return response;
  }
  if (!response.body) return response;

  const screen = createBodyScreen(screening, contentType);
  const reader = (response.body as ReadableStream<Bytes>).getReader();
  const first = await reader.read();
  const init = { status: response.status, statusText: response.statusText, headers: response.headers };
  if (first.done) return new Response(new Uint8Array(), init);
  const start = await orCancel(reader, () => screen.push(first.value));
  const second = reader.read();
  const next = await Promise.race([second, soon()]);
  if (next?.done === true) return new Response(concat(start, screen.rest()), init);
  return new Response(restOf(reader, start, second, screen), init);
}

/** What was read already, then the rest. */
function restOf(
  reader: ReadableStreamDefaultReader<Bytes>,
  start: Bytes,
  second: ReturnType<typeof reader.read>,
  screen: BodyScreen,
): ReadableStream<Bytes> {
  let pending: ReturnType<typeof reader.read> | null = second;
  return new ReadableStream<Bytes>({
    start(controller) {
      if (start.byteLength > 0) controller.enqueue(start);
    },
    async pull(controller) {
      for (;;) {
        const { done, value } = await (pending ?? reader.read());
        pending = null;
        const passed = done ? screen.rest() : await orCancel(reader, () => screen.push(value));
        if (passed.byteLength > 0) controller.enqueue(passed);
        if (done) return controller.close();
        if (passed.byteLength > 0) return;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** Looks through a body piece by piece. */
interface BodyScreen {
  /** @returns What may be sent now. */
  push(piece: Bytes): Bytes;
  /** @returns What was kept waiting. */
  rest(): Bytes;
}

/** The beginning of a secret waits only when that many of its bytes are there: fewer are there by chance all the time. */
const MIN_WAITING_BYTES = 8;

function createBodyScreen({ needles, onLeak }: Screening, contentType: string): BodyScreen {
  /** The end of what came so far, of which the last bytes may not have been sent. */
  let end: Bytes = new Uint8Array();
  let waiting = 0;
  let before = 0;
  let isOver = false;
  return {
    push(piece) {
      const bytes = concat(end, piece);
      const found = isOver ? null : needles.find(bytes);
      if (found) {
        isOver = true;
        onLeak({ secret: found.name, header: null, offset: before + found.at, contentType });
      }
      const undecided = isOver ? 0 : needles.undecided(bytes);
      const from = end.byteLength - waiting;
      waiting = undecided < MIN_WAITING_BYTES ? 0 : undecided;
      const kept = Math.min(bytes.byteLength, needles.longest - 1);
      before += bytes.byteLength - kept;
      end = bytes.slice(bytes.byteLength - kept);
      return bytes.subarray(from, bytes.byteLength - waiting);
    },
    rest: () => end.subarray(end.byteLength - waiting),
  };
}

function concat(a: Bytes, b: Bytes): Bytes {
  if (a.byteLength === 0) return b;
  if (b.byteLength === 0) return a;
  const all = new Uint8Array(a.byteLength + b.byteLength);
  all.set(a);
  all.set(b, a.byteLength);
  return all;
}

/** A source that nobody reads any more must hear of it. */
async function orCancel<T>(reader: ReadableStreamDefaultReader<Bytes>, run: () => T): Promise<T> {
  try {
    return run();
  } catch (error) {
    await reader.cancel(error).catch(() => undefined);
    throw error;
  }
}

/** Long enough for what is there already to be read. */
function soon(): Promise<null> {
  return new Promise((resolve) => setImmediate(resolve, null));
}
