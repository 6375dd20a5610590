/** One step of the schema, and the way back. */
export interface Migration {
  /** 1, 2, 3, … without gaps. */
  version: number;
  name: string;
  up: string;
  down: string;
}

/** Holds everything the store keeps in a database, and nothing else. */
export const SCHEMA = "auth_session";

/** Every step there is. A step that was released is never changed: the next one corrects it. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: "rotations, endings, single uses",
    up: `
      create table ${SCHEMA}.rotations (
        key text primary key,
        owner text not null,
        claimed_until timestamptz not null,
        sealed text,
        session text,
        generation integer,
        keep_ms integer,
        forget_at timestamptz not null
      );
      comment on table ${SCHEMA}.rotations is
        'One exchange of a refresh token: who may make it, then its sealed result. Keys and sessions are HMACs.';
      create index rotations_session on ${SCHEMA}.rotations (session, generation) where sealed is not null;
      create index rotations_forget_at on ${SCHEMA}.rotations (forget_at);

      create table ${SCHEMA}.endings (
        name text primary key,
        began_up_to bigint,
        forget_at timestamptz not null
      );
      comment on table ${SCHEMA}.endings is
        'Sessions that were ended: those that carry the name (an HMAC) and began in time (ms since the epoch; null: all).';
      create index endings_forget_at on ${SCHEMA}.endings (forget_at);

      create table ${SCHEMA}.single_uses (
        name text primary key,
        forget_at timestamptz not null
      );
      comment on table ${SCHEMA}.single_uses is 'What was good for one time and has been used. Names are HMACs.';
      create index single_uses_forget_at on ${SCHEMA}.single_uses (forget_at);
    `,
    down: `
      drop table ${SCHEMA}.single_uses;
      drop table ${SCHEMA}.endings;
      drop table ${SCHEMA}.rotations;
    `,
  },
];
