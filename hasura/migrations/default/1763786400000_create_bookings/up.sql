create table public.booking_statuses (
  value text primary key,
  comment text not null
);
comment on table public.booking_statuses is 'How far a request for a table has come.';

insert into public.booking_statuses (value, comment) values
  ('requested', 'The restaurant is being asked'),
  ('cancelling', 'The restaurant is being told that nobody comes'),
  ('confirmed', 'The table is reserved'),
  ('declined', 'The restaurant has no table'),
  ('cancelled', 'There is no table any more, because the host or the restaurant said so');

-- Not a column: an enum table has a value and a comment, nothing more.
create function public.booking_status_rank(status text) returns integer language sql immutable strict as $$
  select array_position(array['requested', 'cancelling', 'confirmed', 'declined', 'cancelled'], status);
$$;
comment on function public.booking_status_rank is 'Within one revision the rank of a booking''s status only grows.';

create table public.bookings (
  id uuid primary key default gen_random_uuid(),
  dinner_id uuid not null unique references public.dinners (id) on delete cascade,
  restaurant_id uuid not null references public.restaurants (id),
  requested_by text not null references public.users (id),
  party_size integer not null,
  starts_at timestamptz not null,
  status text not null default 'requested' references public.booking_statuses (value),
  -- Counts what people asked for; an answer belongs to the revision it was given to.
  revision integer not null default 1,
  partner_reference text,
  reason text,
  alternatives jsonb not null default '[]',
  -- Attempts to reach the restaurant for this revision that failed, and when the last one was made.
  failed_attempts integer not null default 0,
  last_attempt_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint bookings_party_size check (party_size between 1 and 50),
  constraint bookings_reason_length check (char_length(reason) <= 500),
  constraint bookings_alternatives_is_a_list check (jsonb_typeof(alternatives) = 'array')
);
comment on table public.bookings is 'A dinner''s request for a table at a restaurant, and what became of it; a dinner has at most one.';
comment on column public.bookings.alternatives is 'Next free times, as ISO 8601 strings; of a declined booking.';

create index bookings_open on public.bookings (updated_at) where status in ('requested', 'cancelling');

-- A new wish begins a new revision and forgets the old answer; everything else only moves forward. Whoever writes, and in
-- whatever order the writes arrive, the pair (revision, rank of the status) never gets smaller.
create function public.keep_bookings_moving_forward() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  if (new.restaurant_id, new.starts_at, new.party_size) is distinct from (old.restaurant_id, old.starts_at, old.party_size)
    or (new.status = 'requested' and old.status <> 'requested')
  then
    new.status := 'requested';
    new.revision := old.revision + 1;
  elsif new.status = 'cancelling' and old.status not in ('cancelling', 'cancelled') then
    new.revision := old.revision + 1;
  else
    if new.revision <> old.revision then
      raise check_violation using message = 'the revision of a booking is counted by the database';
    end if;
    if public.booking_status_rank(new.status) < public.booking_status_rank(old.status) then
      raise check_violation using message = format('a booking that is %s does not become %s', old.status, new.status);
    end if;
    return new;
  end if;
  new.partner_reference := case when new.status = 'cancelling' then old.partner_reference end;
  new.reason := null;
  new.alternatives := '[]';
  new.failed_attempts := 0;
  new.last_attempt_at := null;
  return new;
end;
$$;

create trigger bookings_keep_moving_forward before update on public.bookings
  for each row execute function public.keep_bookings_moving_forward();
