create table public.presence (
  dinner_id uuid not null references public.dinners (id) on delete cascade,
  user_id text not null references public.users (id) on delete cascade,
  client_id uuid not null,
  doing text not null default 'viewing',
  last_seen_at timestamptz not null default now(),
  primary key (dinner_id, user_id, client_id),
  constraint presence_doing_length check (char_length(doing) <= 80)
);
comment on table public.presence is 'Heartbeats of open pages; a view shows who is here now.';

create trigger presence_touch_last_seen_at before update on public.presence
  for each row execute function public.touch_last_seen_at();

-- Pages beat every 15 seconds; three missed beats mean that the page is gone.
create view public.dinner_presence as
  select distinct on (dinner_id, user_id) dinner_id, user_id, doing, last_seen_at
  from public.presence
  where last_seen_at > now() - interval '45 seconds'
  order by dinner_id, user_id, last_seen_at desc;
comment on view public.dinner_presence is 'Who has the dinner''s page open now.';
