import type { GqlError } from "../error.ts";
import type { Connection } from "../live/connection.ts";
import type { HubSink, SocketResult } from "../live/hub.ts";
import type { LogicalSubscription } from "../live/logical-subscription.ts";

/** What {@link shareSubscription} works with. */
export interface SharedSubscriptionOptions<Member> {
  /** Asks the API. */
  open(sink: HubSink): LogicalSubscription;
  /** How long frames wait at first for the answer to a question that was asked meanwhile, in milliseconds. */
  patienceMs: number;
  next(members: Member[], frame: SocketResult): void;
  /** The API refused it; it is over. */
  refused(members: Member[], error: GqlError): void;
}

/** One subscription for all who ask the same. */
export interface SharedSubscription<Member> {
  join(member: Member): void;
  /** @returns Whether nobody is left. */
  leave(member: Member): boolean;
  /** There is a newer connection than the one in use. */
  handOver(connection: Connection): void;
  isServed(): boolean;
  stop(): void;
}

interface Question {
  number: number;
  subscription: LogicalSubscription;
}

/**
 * Makes one subscription of many. Who joins must have its first frame from a statement that starts after that, and never from what is known already:
 * fences and the hand-over from the server rely on it. So the question is asked anew for whoever joins, once for all who do so while an
 * answer is under way. The answer then serves everybody, and the subscription before it ends.
 *
 * Its answer must not be a step back either for those who are served already: from the moment it is asked, frames of the one before wait for it.
 * When it takes too long, the newest of them is delivered, and the question is asked again, with more patience.
 */
export function shareSubscription<Member>(
  options: SharedSubscriptionOptions<Member>,
): SharedSubscription<Member> {
  /** By member, the first question whose answer is good for it. */
  const needs = new Map<Member, number>();
  let newest = 0;
  /** Whose frames count. */
  let answered: Question | undefined;
  /** Takes over with its first frame. */
  let asked: Question | undefined;
  let held: SocketResult | undefined;
  let patienceMs = options.patienceMs;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function deliver(frame: SocketResult, number: number): void {
    options.next(
      [...needs].flatMap(([member, needed]) => (needed <= number ? [member] : [])),
      frame,
    );
  }

  function ask(): void {
    const number = ++newest;
    const question: Question = {
      number,
      subscription: options.open({
        next(frame) {
          if (asked?.number === number) return takeOver(asked, frame);
          if (answered?.number !== number) return;
          if (asked) held = frame;
          else deliver(frame, number);
        },
        refused(error) {
          const members = [...needs.keys()];
          stop();
          options.refused(members, error);
        },
      }),
    };
    asked = question;
    if (answered) timer = setTimeout(onImpatience, patienceMs);
  }

  function takeOver(question: Question, frame: SocketResult): void {
    clearTimeout(timer);
    held = undefined;
    patienceMs = options.patienceMs;
    answered?.subscription.stop();
    answered = question;
    asked = undefined;
    deliver(frame, question.number);
    if ([...needs.values()].some((needed) => needed > question.number)) ask();
  }

  function onImpatience(): void {
    // As long as nothing of the old one is delivered, the answer cannot be a step back.
    if (!held || !answered) return void (timer = setTimeout(onImpatience, patienceMs));
    const frame = held;
    held = undefined;
    patienceMs *= 2;
    asked?.subscription.stop();
    deliver(frame, answered.number);
    ask();
  }

  function stop(): void {
    clearTimeout(timer);
    needs.clear();
    asked?.subscription.stop();
    answered?.subscription.stop();
    asked = answered = undefined;
  }

  return {
    join(member) {
      needs.set(member, newest + 1);
      if (!asked) ask();
    },
    leave(member) {
      needs.delete(member);
      return needs.size === 0;
    },
    handOver(connection) {
      answered?.subscription.handOver(connection);
      asked?.subscription.handOver(connection);
    },
    isServed: () => [answered, asked].some((question) => question?.subscription.isServed()),
    stop,
  };
}
