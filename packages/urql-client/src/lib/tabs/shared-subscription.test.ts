import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HubSink } from "../live/hub.ts";
import { shareSubscription } from "./shared-subscription.ts";

/** A question that was put to the API. */
interface Question {
  sink: HubSink;
  isStopped: boolean;
}

function share() {
  const questions: Question[] = [];
  const told: string[] = [];
  const shared = shareSubscription<string>({
    patienceMs: 250,
    open(sink) {
      const question: Question = { sink, isStopped: false };
      questions.push(question);
      return {
        handOver: () => {},
        isServed: () => !question.isStopped,
        stop: () => void (question.isStopped = true),
      };
    },
    next: (members, { data }) => void told.push(`${members.join()}: ${String(data)}`),
    refused: (members, { message }) => void told.push(`${members.join()}: ${message}`),
  });
  const says = (at: number, data: unknown): void => questions[at]!.sink.next({ data });
  return { shared, questions, told, says, running: () => questions.map(({ isStopped }) => !isStopped) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("shareSubscription", () => {
  it("asks anew for whoever joins, and then serves all by that one answer", () => {
    const { shared, told, says, running } = share();
    shared.join("a");
    says(0, 1);
    shared.join("b");
    says(1, 2);
    says(1, 3);
    expect(told).toEqual(["a: 1", "a,b: 2", "a,b: 3"]);
    expect(running()).toEqual([false, true]);
  });

  it("paints nothing that may be newer than the answer under way", () => {
    const { shared, told, says } = share();
    shared.join("a");
    says(0, 1);
    shared.join("b");
    says(0, 3);
    says(1, 2);
    says(0, 4);
    expect(told).toEqual(["a: 1", "a,b: 2"]);
  });

  it("does not wait for ever: delivers what waits and asks again, with more patience", () => {
    const { shared, told, says, running } = share();
    shared.join("a");
    says(0, 1);
    shared.join("b");
    vi.advanceTimersByTime(400);
    expect(running()).toEqual([true, true]);
    says(0, 2);
    vi.advanceTimersByTime(100);
    expect(told).toEqual(["a: 1", "a: 2"]);
    expect(running()).toEqual([true, false, true]);
    says(1, 1); // it may be older than what was delivered
    says(0, 3);
    vi.advanceTimersByTime(499);
    says(2, 4);
    expect(told).toEqual(["a: 1", "a: 2", "a,b: 4"]);
  });

  it("asks once for all who join while an answer is under way", () => {
    const { shared, questions, told, says } = share();
    for (const member of ["a", "b", "c", "d"]) shared.join(member);
    expect(questions).toHaveLength(1);
    says(0, 1);
    expect(questions).toHaveLength(2);
    says(1, 2);
    expect(questions).toHaveLength(2);
    expect(told).toEqual(["a: 1", "a,b,c,d: 2"]);
  });

  it("is over for all when the API refuses it, and knows when nobody is left", () => {
    const { shared, told, says, questions, running } = share();
    shared.join("a");
    shared.join("b");
    expect([shared.leave("b"), shared.leave("a")]).toEqual([false, true]);
    shared.join("a");
    says(0, 1);
    questions.at(-1)!.sink.refused({ message: "no" } as never, false);
    expect(told.at(-1)).toBe("a: no");
    expect(running().at(-1)).toBe(false);
  });
});
