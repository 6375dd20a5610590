import WebSocket from "ws";
import { createBrowserClient, type BrowserClient } from "../../browser/client.ts";
import type { BrowserClientOptions } from "../../browser/options.ts";
import type { QueryStore } from "../../source.ts";
import type { ScratchApi, ScratchApiOptions } from "../scratch-api.ts";
import { QUERIES } from "./documents.ts";
import type { QueryName } from "./plan.ts";
import { variantOf, type Variant } from "./variants.ts";

/** The tables of the suite in a database of its own, which writes down all that a line ever was. */
export const REAL_TABLES: Pick<ScratchApiOptions, "sql" | "tables" | "bytewise"> = {
  sql: `
    create table client_mutations (id uuid primary key, user_id text not null);
    create table dinners (id uuid primary key, title text not null, owner_id text not null);
    create table items (
      id uuid primary key, dinner_id uuid not null references dinners, title text not null check (title <> 'refused'),
      done boolean not null default false, position text collate "C" not null, votes int not null default 0
    );
    create index on items (dinner_id);
    create table history (rank bigserial primary key, dinner_id uuid not null, item uuid not null, row jsonb);
    create function write_down() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        insert into history (dinner_id, item) values (old.dinner_id, old.id);
        return old;
      end if;
      insert into history (dinner_id, item, row) values (new.dinner_id, new.id, to_jsonb(new));
      return new;
    end $$;
    create trigger write_down after insert or update or delete on items for each row execute function write_down();
  `,
  tables: [
    { table: { schema: "public", name: "client_mutations" } },
    {
      table: { schema: "public", name: "dinners" },
      array_relationships: [
        {
          name: "items",
          using: {
            foreign_key_constraint_on: {
              column: "dinner_id",
              table: { schema: "public", name: "items" },
            } as never,
          },
        },
        {
          name: "client_mutations",
          using: {
            manual_configuration: {
              remote_table: { schema: "public", name: "client_mutations" },
              column_mapping: { owner_id: "user_id" },
            } as never,
          },
        },
      ],
    },
    {
      table: { schema: "public", name: "items" },
      object_relationships: [{ name: "dinner", using: { foreign_key_constraint_on: "dinner_id" } }],
    },
  ],
  bytewise: ["items.position"],
};

/** A page of the suite against a real API. */
export interface RealPage {
  client: BrowserClient;
  variant: Variant | undefined;
  stores: { name: QueryName; store: QueryStore<unknown> }[];
}

/** Opens a page with live queries of one dinner. @param onChange Called when something else is to be painted. */
export function openRealPage(
  api: ScratchApi,
  user: string,
  dinner: string,
  queries: readonly QueryName[],
  { mode, variant }: { mode: BrowserClientOptions["mode"]; variant: Variant | undefined },
  onChange: () => void,
): RealPage {
  const headers = { ...api.headers, "x-hasura-user-id": user };
  const client = createBrowserClient({
    url: api.url,
    wsUrl: api.url.replace(/^http/, "ws"),
    model: api.model,
    user,
    ...(mode && { mode }),
    fetchOptions: { headers },
    connectionParams: () => ({ headers }),
    webSocket: WebSocket,
  });
  const stores = queries.map((name) => {
    const store = client.open(variantOf(QUERIES[name].document, variant), { id: dinner });
    store.subscribe(onChange, true);
    return { name, store };
  });
  return { client, variant, stores };
}
