create table public.dinners (
  id uuid primary key default gen_random_uuid(),
  title text not null,
  starts_at timestamptz not null,
  notes text not null default '',
  owner_id text not null references public.users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint dinners_title_length check (char_length(btrim(title)) between 1 and 120),
  constraint dinners_notes_length check (char_length(notes) <= 4000)
);
comment on table public.dinners is 'A meal that people plan together.';

create index dinners_owner_id on public.dinners (owner_id);

create trigger dinners_touch_updated_at before update on public.dinners
  for each row execute function public.touch_updated_at();
