import type { Pool } from "pg";
import type { QueueTable } from "./queue-table.ts";
import type { WebhookResult } from "./post-webhook.ts";
import type { ShownHeader } from "./webhook.ts";

/** A delivery that this server has leased. */
export interface QueuedRow {
  id: string;
  trigger: string;
  /** Calls before. */
  tries: number;
}

/** How many deliveries of a trigger may be leased now. */
export interface Allowance {
  trigger: string;
  limit: number;
}

/** What is recorded of a call, all of it at once. */
export interface Outcome {
  id: string;
  step: "delivered" | "retry" | "failed" | "dead";
  /** Until the next call. */
  retrySeconds: number;
  /** Absent where nobody was called. */
  invocation: Invocation | undefined;
}

export interface Invocation {
  webhook: string;
  headers: readonly ShownHeader[];
  /** Calls before. */
  currentRetry: number;
  result: WebhookResult;
  durationMs: number;
}

/**
 * Deliveries that wait in a table, shared by all servers of a database. A row belongs to the server that leased it until
 * the lease runs out; the database's clock decides. A lease is taken and given up in one statement each, so that a
 * server can be killed at any moment. Statements that wait for rows take them in the order of their ids, or two of them
 * could wait for each other.
 */
export class DeliveryQueue<Row extends QueuedRow> {
  readonly #pool: Pool;
  readonly #table: QueueTable;
  readonly #server: string;
  readonly #leaseSeconds: number;

  /** @param server the name under which rows are leased, another one for each start. */
  constructor(pool: Pool, table: QueueTable, server: string, leaseMs: number) {
    this.#pool = pool;
    this.#table = table;
    this.#server = server;
    this.#leaseSeconds = leaseMs / 1000;
  }

  /**
   * Takes what is due, oldest first.
   *
   * @param limit of all triggers together.
   */
  async lease(allowances: readonly Allowance[], limit: number): Promise<Row[]> {
    const { name, pending, columns } = this.#table;
    const { rows } = await this.#pool.query<Row>({
      name: `lease ${name}`,
      text: `
        with due as (
          select waiting.id
          from unnest($1::text[], $2::int[]) as allowance (trigger_name, count)
          cross join lateral (
            select q.id, q.due_at, q.position from ${name} as q
            where q.trigger_name = allowance.trigger_name and ${pending} and q.due_at <= now()
            order by q.due_at, q.position limit allowance.count
            for update skip locked
          ) as waiting
          order by waiting.due_at, waiting.position limit $3
        ), leased as (
          update ${name} as q
          set locked_by = $4, locked_until = now() + make_interval(secs => $5)
          from due where q.id = due.id
          returning q.*
        )
        select q.id, q.trigger_name as trigger, q.tries, ${columns} from leased as q order by q.position`,
      values: [
        allowances.map((allowance) => allowance.trigger),
        allowances.map((allowance) => allowance.limit),
        limit,
        this.#server,
        this.#leaseSeconds,
      ],
    });
    return rows;
  }

  /** Milliseconds until the next delivery of these triggers is due or a lease on one ends; undefined where none waits. */
  async nextDue(triggers: readonly string[]): Promise<number | undefined> {
    const { name, pending } = this.#table;
    const { rows } = await this.#pool.query<{ wait: number | null }>({
      name: `next ${name}`,
      text: `
        select (extract(epoch from min(next.due_at) - clock_timestamp()) * 1000)::float8 as wait
        from unnest($1::text[]) as trigger (name)
        cross join lateral (
          select q.due_at from ${name} as q
          where q.trigger_name = trigger.name and ${pending} order by q.due_at, q.position limit 1
        ) as next`,
      values: [triggers],
    });
    return rows[0]?.wait ?? undefined;
  }

  /** Keeps leases. @returns those that are still this server's. */
  async renew(ids: readonly string[]): Promise<string[]> {
    const { rows } = await this.#pool.query<{ id: string }>({
      name: `renew ${this.#table.name}`,
      text: `
        with held as (
          select id from ${this.#table.name}
          where id = any ($1::uuid[]) and locked_by = $2 order by id for no key update
        )
        update ${this.#table.name} as q set locked_until = now() + make_interval(secs => $3)
        from held where q.id = held.id returning q.id`,
      values: [ids, this.#server, this.#leaseSeconds],
    });
    return rows.map((row) => row.id);
  }

  /** Gives leases back; the calls do not count. */
  async release(ids: readonly string[]): Promise<void> {
    await this.#pool.query(
      `update ${this.#table.name} set locked_by = null, locked_until = null
       where id = any ($1::uuid[]) and locked_by = $2`,
      [ids, this.#server],
    );
  }

  /**
   * Records outcomes and what was said, in one transaction. Who lost the lease in the meantime has nothing to say about
   * what comes next, except that the receiver has accepted.
   */
  async record(outcomes: readonly Outcome[]): Promise<void> {
    const { name, invocations, pending, settle } = this.#table;
    await this.#pool.query({
      name: `record ${name}`,
      text: `
        with outcome as (
          select * from json_to_recordset($1::json)
            as o (id uuid, step text, retry float8, status int, request json, response json)
        ), logged as (
          insert into ${invocations} (event_id, trigger_name, status, request, response)
          select q.id, q.trigger_name, o.status, o.request, o.response
          from outcome as o join ${name} as q using (id) where o.request is not null
        ), settled as (
          select q.id from outcome as o join ${name} as q using (id)
          where ${pending} and (q.locked_by = $2 or o.step = 'delivered')
          order by q.id for no key update of q
        )
        update ${name} as q
        set ${settle},
          tries = q.tries + case when o.request is null then 0 else 1 end,
          next_retry_at = case when o.step = 'retry' then clock_timestamp() + make_interval(secs => o.retry) end,
          locked_by = null, locked_until = null
        from outcome as o join settled using (id) where q.id = o.id`,
      values: [JSON.stringify(outcomes.map(toRecord)), this.#server],
    });
  }
}

/** `request` and `response` have the form of Hasura's invocation log; the payload is in the event's own row. */
function toRecord(outcome: Outcome): Record<string, unknown> {
  const { id, step, retrySeconds, invocation } = outcome;
  if (!invocation) return { id, step, retry: retrySeconds };
  const { result, webhook, headers, currentRetry, durationMs } = invocation;
  return {
    id,
    step,
    retry: retrySeconds,
    status: result.kind === "answered" ? result.status : null,
    request: { version: "2", webhook, headers, current_retry: currentRetry },
    response: { version: "2", ...toResponse(result), duration_ms: durationMs },
  };
}

function toResponse(result: WebhookResult): Record<string, unknown> {
  if (result.kind === "unanswered") return { type: "client_error", data: { message: result.message } };
  const { status, body } = result;
  const headers = Object.entries(result.headers).map(([name, value]) => ({ name, value }));
  return { type: "webhook_response", data: { status, body, headers } };
}
