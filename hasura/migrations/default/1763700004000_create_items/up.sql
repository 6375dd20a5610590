create table public.items (
  id uuid primary key default gen_random_uuid(),
  dinner_id uuid not null references public.dinners (id) on delete cascade,
  title text not null,
  done boolean not null default false,
  assignee_id text references public.users (id),
  position text collate "C" not null,
  is_private boolean not null default false,
  created_by text not null references public.users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint items_title_length check (char_length(btrim(title)) between 1 and 200),
  constraint items_assignee_is_a_guest foreign key (dinner_id, assignee_id)
    references public.dinner_members (dinner_id, user_id) on delete set null (assignee_id)
);
comment on table public.items is 'One line of a dinner''s checklist: who brings what.';
comment on column public.items.position is 'Fractional index; compared byte by byte, hence collate "C".';

create index items_dinner_id_position on public.items (dinner_id, position);

create trigger items_touch_updated_at before update on public.items
  for each row execute function public.touch_updated_at();
