-- Shadow rows: the identity provider owns people, this table owns what the app says about them.
create table public.users (
  id text primary key,
  display_name text not null,
  avatar_url text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  constraint users_display_name_length check (char_length(btrim(display_name)) between 1 and 80)
);
comment on table public.users is 'A person, keyed by the identity provider''s subject; written at every sign-in.';

create function public.touch_last_seen_at() returns trigger language plpgsql as $$
begin
  new.last_seen_at := now();
  return new;
end;
$$;

create trigger users_touch_last_seen_at before update on public.users
  for each row execute function public.touch_last_seen_at();

create function public.touch_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end;
$$;
