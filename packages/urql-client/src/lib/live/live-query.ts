import type { DocumentNode } from "graphql";
import type { Variables } from "../documents/ast.ts";
import type { QueryFacts } from "../documents/query-facts.ts";
import { toGqlError, type GqlError } from "../error.ts";
import { createSubject, type Observable } from "../observable.ts";
import type { LivePart, LivePlan } from "./derive.ts";
import type { Fence, FencedQuery } from "./fence.ts";
import type { SocketHub, SocketResult } from "./hub.ts";
import { shareStructure } from "./share.ts";

/** How far a live query is. */
export type LiveState = "connecting" | "live" | "stopped";

/** Data of a query by response key. */
export type QueryData = Readonly<Record<string, unknown>>;

/** Options of {@link startLiveQuery}. */
export interface LiveQueryOptions {
  hub: SocketHub;
  fence: Fence;
  /** The query itself. */
  document: DocumentNode;
  plan: LivePlan;
  facts: QueryFacts;
  variables: Variables;
  /** What is on screen already, as the API said it; the first frame is compared with it. */
  base: QueryData | undefined;
  /** The stream of a root field has said something new, which is about to be painted, as far as it may be. */
  onTold(key: string, frame: unknown): void;
  /** A new answer for the whole query. */
  onData(data: QueryData): void;
  onError(error: GqlError): void;
  /** What it said does not count before it says something again: it may lack a write, or will not be told any more. */
  onDoubt(): void;
  /** Root fields that can't be subscribed to have to be fetched again. */
  onStale(): void;
}

/** A query that is kept fresh by subscriptions. */
export interface LiveQuery {
  state: Observable<LiveState>;
  /** Whether subscriptions tell all of it. */
  isWhole: boolean;
  /**
   * Takes in an answer that came by another way.
   * @param generation When it was asked for.
   * @returns It, with what the streams know better already; undefined if it may not be painted.
   */
  merge(data: QueryData, generation: number): QueryData | undefined;
  /** Asks everything anew. */
  ask(): void;
  stop(): void;
}

/** How far one root field of a live query is. */
export interface LiveQueryPart {
  plan: LivePart;
  /** Ends the stream whose frames are used. */
  stop?: () => void;
  /** Ends the stream that is to take over with its first frame. */
  stopNext?: (() => void) | undefined;
  generation?: number;
  spoke?: boolean;
  /** What is painted of it came by another way after it was asked for: which of the two is older cannot be told. */
  isRaced?: boolean;
  /** The newest frame where rows are held back: it is compared with the next. */
  frame?: unknown;
  /** When what is painted of it was asked for. */
  shows: number;
  /** A write went past this stream: its next frame has to be painted even if it equals the last one. */
  dirty?: boolean;
  /** The newest frame that may not be painted yet. */
  held?: { value: unknown; generation: number; isTold: boolean } | undefined;
}

/**
 * Subscribes to every root field of a query and puts their frames together to answers of the query itself. A frame that changes
 * nothing is not passed on. Frames the fence does not admit wait; when the fence asks for a new generation, new streams start
 * beside the old ones and replace them with their first frame.
 */
export function startLiveQuery(options: LiveQueryOptions): LiveQuery {
  const { hub, fence } = options;
  const state = createSubject<LiveState>("connecting");
  const parts: LiveQueryPart[] = options.plan.parts
    .filter((plan) => plan.isWanted(options.variables))
    .map((plan) => ({ plan, shows: 0 }));
  let raw: Record<string, unknown> | undefined = options.base && { ...options.base };

  const fenced: FencedQuery = {
    ...options.facts,
    live: { options, parts, painted: () => raw },
    release,
    reopen(generation) {
      // Where rows are held back, nothing it says is about what was written.
      if (!fence.journal?.blender(fenced)) options.onDoubt();
      for (const part of parts) {
        part.dirty = true;
        open(part, generation);
      }
      if (options.plan.staticKeys.length > 0 || parts.length === 0) options.onStale();
    },
  };
  const unwatch = fence.watch(fenced);
  for (const part of parts) open(part, fence.current());

  function open(part: LiveQueryPart, generation: number): void {
    part.stopNext?.();
    part.generation = generation;
    part.isRaced = false;
    let current = false;
    const stop = hub.subscribe(
      {
        query: part.plan.query,
        operationName: part.plan.operationName,
        variables: pick(options.variables, part.plan.variableNames),
      },
      {
        next(result) {
          if (!current) {
            part.stop?.();
            part.stop = stop;
            part.stopNext = undefined;
            current = true;
          }
          receive(part, generation, result);
        },
        refused(error, retrying) {
          part.dirty = true;
          if (!retrying) {
            state.set("stopped");
            part.shows = Infinity; // nobody waits for it any more
            options.onDoubt();
            tellReceived();
          }
          options.onError(error);
        },
      },
    );
    part.stopNext = stop;
  }

  function receive(part: LiveQueryPart, generation: number, result: SocketResult): void {
    if (generation !== part.generation) return;
    if (result.errors?.length) {
      part.dirty = true; // the next good frame takes the error off, whatever it holds
      return options.onError(toGqlError(result.errors));
    }
    const value = (result.data as QueryData | undefined)?.[part.plan.key];
    if (part.isRaced) {
      part.isRaced = false;
      const painted = raw?.[part.plan.key];
      if (!Object.is(shareStructure(painted, value), painted)) return fence.ask(fenced);
    }
    part.held = {
      value: fence.journal ? (part.frame = shareStructure(part.frame, value)) : value,
      generation,
      isTold: false,
    };
    part.spoke = true;
    tellReceived();
    release();
    if (parts.every((each) => each.spoke)) state.set("live");
  }

  function tellReceived(): void {
    fence.received(fenced, Math.min(...parts.map(({ held, shows }) => held?.generation ?? shows)));
  }

  // What belongs together is painted together: while one part is painted as it was before a write, newer frames of others wait.
  function release(isOverwritten?: boolean): void {
    const blend = fence.journal?.blender(fenced);
    const ready = parts.filter(({ held }) => held && (blend || fence.admits(fenced, held.generation)));
    const isBehind = ({ plan, shows }: LiveQueryPart): boolean =>
      raw !== undefined && plan.key in raw && !fence.admits(fenced, shows);
    if (!blend && parts.some((part) => isBehind(part) && !ready.includes(part))) return;
    let next = raw;
    for (const part of ready) {
      const held = part.held!;
      const { key } = part.plan;
      const given = blend ? blend(key, raw?.[key], held.value) : { value: held.value, isWhole: true };
      if (!given) continue;
      if (given.isWhole) part.held = undefined;
      part.shows = held.generation;
      const value = shareStructure(raw?.[key], given.value);
      const isSame = raw !== undefined && key in raw && Object.is(value, raw[key]);
      const isNew = !held.isTold && (!isSame || part.dirty);
      if (isNew || (blend && !held.isTold)) options.onTold(key, blend ? held.value : value);
      held.isTold = true;
      if (isNew) part.dirty = false;
      if (isSame && !isNew) continue;
      next = { ...next, [key]: value };
    }
    if ((next === raw && !isOverwritten) || next === undefined) return;
    raw = next;
    if (isComplete(next)) options.onData(next);
  }

  function isComplete(data: QueryData): boolean {
    return (
      parts.every((part) => part.plan.key in data) && options.plan.staticKeys.every((key) => key in data)
    );
  }

  return {
    state,
    isWhole: parts.length > 0 && options.plan.staticKeys.length === 0,
    merge(data, generation) {
      if (parts.length === 0) fence.received(fenced, generation);
      if (!fence.admits(fenced, generation)) return undefined;
      const merged: Record<string, unknown> = { ...data };
      for (const part of parts) {
        const { key } = part.plan;
        if (part.spoke && raw && key in raw && fence.admits(fenced, part.shows)) merged[key] = raw[key];
        else {
          part.shows = generation;
          part.isRaced = !part.spoke;
        }
      }
      raw = shareStructure(raw, merged);
      for (const key in data) if (merged[key] === data[key]) options.onTold(key, raw[key]);
      return raw;
    },
    ask: () => fence.ask(fenced),
    stop() {
      unwatch();
      for (const part of parts) {
        part.stop?.();
        part.stopNext?.();
      }
    },
  };
}

function pick(variables: Variables, names: readonly string[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of names) if (variables[name] !== undefined) found[name] = variables[name];
  return found;
}
