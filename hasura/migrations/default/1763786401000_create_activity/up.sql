create table public.activity (
  id bigint generated always as identity primary key,
  dinner_id uuid not null references public.dinners (id) on delete cascade,
  actor_id text references public.users (id),
  kind text not null,
  payload jsonb not null default '{}',
  happened_at timestamptz not null,
  created_at timestamptz not null default now()
);
comment on table public.activity is 'What happened at a dinner, written by functions when they hear of it; read as a stream by id.';
comment on column public.activity.happened_at is 'When it happened; rows can be written later and in another order.';

create index activity_dinner_id on public.activity (dinner_id, id);

create table public.processed_events (
  event_id text not null,
  function text not null,
  processed_at timestamptz not null default now(),
  primary key (event_id, function)
);
comment on table public.processed_events is 'Events a function has dealt with: written with their effect, it makes a second delivery harmless.';

create index processed_events_processed_at on public.processed_events (processed_at);
