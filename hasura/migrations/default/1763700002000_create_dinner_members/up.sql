create table public.member_roles (
  value text primary key,
  comment text not null
);
comment on table public.member_roles is 'What a guest may do.';

insert into public.member_roles (value, comment) values
  ('host', 'Plans the dinner, invites and removes guests'),
  ('editor', 'Edits the dinner and its checklist'),
  ('viewer', 'Sees everything, changes nothing');

create table public.dinner_members (
  dinner_id uuid not null references public.dinners (id) on delete cascade,
  user_id text not null references public.users (id),
  role text not null references public.member_roles (value),
  joined_at timestamptz not null default now(),
  primary key (dinner_id, user_id)
);
comment on table public.dinner_members is 'Who is at a dinner, and in which role.';

create index dinner_members_user_id on public.dinner_members (user_id);

create function public.add_owner_as_host() returns trigger language plpgsql as $$
begin
  insert into public.dinner_members (dinner_id, user_id, role) values (new.id, new.owner_id, 'host');
  return null;
end;
$$;

create trigger dinners_add_owner_as_host after insert on public.dinners
  for each row execute function public.add_owner_as_host();
