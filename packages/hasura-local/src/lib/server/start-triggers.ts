import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { toCronDelivery } from "../cron/cron-delivery.ts";
import type { CronRow } from "../cron/cron-delivery.ts";
import { CRON_QUEUE } from "../cron/cron-tables.ts";
import { readCronTriggers } from "../cron/cron-triggers.ts";
import type { CronTrigger } from "../cron/cron-triggers.ts";
import { generateCronEvents } from "../cron/generate-events.ts";
import { syncCronTriggers } from "../cron/sync-cron-triggers.ts";
import { connect, withClient } from "../database/connect.ts";
import { listenForNotifications } from "../database/notification-listener.ts";
import type { NotificationListener } from "../database/notification-listener.ts";
import { checkEventTriggers } from "../events/check-event-triggers.ts";
import { toEventDelivery } from "../events/event-delivery.ts";
import type { EventRow } from "../events/event-delivery.ts";
import { invokeEventTrigger, redeliverEvent } from "../events/event-commands.ts";
import { EVENT_CHANNEL, EVENT_QUEUE } from "../events/event-tables.ts";
import { readEventTriggers } from "../events/event-triggers.ts";
import type { EventTrigger } from "../events/event-triggers.ts";
import { syncCaptures } from "../events/sync-captures.ts";
import type { Metadata } from "../metadata/types.ts";
import type { Session } from "../session.ts";
import { DeliveryQueue } from "../webhooks/delivery-queue.ts";
import type { QueuedRow } from "../webhooks/delivery-queue.ts";
import { Dispatcher } from "../webhooks/dispatcher.ts";
import type { DispatcherSettings } from "../webhooks/dispatcher.ts";
import type { QueueTable } from "../webhooks/queue-table.ts";
import type { Environment } from "../webhooks/webhook.ts";

export interface TriggerOptions {
  /** Connection string: deliveries have connections of their own, so that no query of a client makes a lease run out. */
  databaseUrl: string;
  /** What the metadata may refer to. */
  environment: Environment;
  settings: DispatcherSettings;
  log: (line: string) => void;
}

/** Event triggers and cron triggers of a server. */
export interface Triggers {
  /**
   * Checks the triggers of new metadata, and changes nothing yet.
   *
   * @returns what takes them into force.
   * @throws StartupError, InconsistentMetadataError
   */
  prepare(metadata: Metadata): Promise<() => Promise<void>>;
  /** @throws GraphQLRequestError */
  redeliver(eventId: string): Promise<void>;
  /**
   * @returns the new event's id.
   * @throws GraphQLRequestError
   */
  invoke(trigger: string, row: unknown, sessionVariables: Session["variables"]): Promise<string>;
  close(): Promise<void>;
}

/** One for each dispatcher's leasing, renewing and recording; more only where they coincide. */
const CONNECTIONS = 3;
/** Milliseconds that calls under way may take at the end. */
const CLOSE_PATIENCE = 300;
/** Milliseconds between looks at how many cron events lie ahead. */
const GENERATE_INTERVAL = 60_000;

/** Starts to deliver events and cron events; nothing happens before metadata is taken into force. */
export function startTriggers(options: TriggerOptions): Triggers {
  const { databaseUrl, environment, settings, log } = options;
  const server = randomUUID();
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    application_name: "hasura-local deliveries",
    connectionTimeoutMillis: 5000,
  });
  pool.on("error", (error) => log(`lost a connection to Postgres: ${error.message}`));
  let events = new Map<string, EventTrigger>();
  let crons = new Map<string, CronTrigger>();
  let listener: NotificationListener | undefined;

  function createDispatcher<Row extends QueuedRow>(
    kind: string,
    table: QueueTable,
    toDelivery: (row: Row) => ReturnType<typeof toCronDelivery>,
  ): Dispatcher<Row> {
    const queue = new DeliveryQueue<Row>(pool, table, server, settings.lease);
    return new Dispatcher({ queue, settings, kind, toDelivery, log });
  }
  const eventDispatcher = createDispatcher<EventRow>("event trigger", EVENT_QUEUE, (row) =>
    toEventDelivery(row, known(events, row.trigger)),
  );
  const cronDispatcher = createDispatcher<CronRow>("cron trigger", CRON_QUEUE, (row) =>
    toCronDelivery(row, known(crons, row.trigger)),
  );

  async function generate(): Promise<void> {
    for (const trigger of crons.values()) {
      try {
        if ((await generateCronEvents(pool, trigger)) > 0) cronDispatcher.wake();
      } catch (error) {
        log(`cron trigger ${trigger.name}: could not write the next events: ${String(error)}`);
      }
    }
  }
  const generating = setInterval(() => void generate(), GENERATE_INTERVAL);
  generating.unref();

  async function apply(nextEvents: typeof events, nextCrons: typeof crons): Promise<void> {
    await withClient(databaseUrl, async (client) => {
      await syncCaptures(client, [...nextEvents.values()]);
      await syncCronTriggers(client, [...nextCrons.values()]);
    });
    events = nextEvents;
    crons = nextCrons;
    await generate();
    eventDispatcher.setTriggers([...events.keys()]);
    cronDispatcher.setTriggers([...crons.keys()]);
    if (events.size === 0) return;
    listener ??= listenForNotifications({
      channel: EVENT_CHANNEL,
      connect: () => connect(databaseUrl, "hasura-local event listener"),
      onNotification: () => eventDispatcher.wake(),
      onListening: () => eventDispatcher.wake(),
      log,
    });
  }

  return {
    async prepare(metadata) {
      const nextEvents = readEventTriggers(metadata, environment);
      const nextCrons = readCronTriggers(metadata, environment);
      await checkEventTriggers(pool, nextEvents.values());
      return () => apply(nextEvents, nextCrons);
    },
    redeliver: (eventId) => redeliverEvent(pool, eventId),
    invoke: (trigger, row, variables) => invokeEventTrigger(pool, events.get(trigger), row, variables),
    async close() {
      clearInterval(generating);
      await Promise.all([
        listener?.close(),
        eventDispatcher.close(CLOSE_PATIENCE),
        cronDispatcher.close(CLOSE_PATIENCE),
      ]);
      await Promise.race([pool.end(), delay(CLOSE_PATIENCE, undefined, { ref: false })]);
    },
  };
}

function known<T>(triggers: ReadonlyMap<string, T>, name: string): T {
  const trigger = triggers.get(name);
  if (!trigger) throw new Error(`the trigger ${name} is no longer in the metadata`);
  return trigger;
}
