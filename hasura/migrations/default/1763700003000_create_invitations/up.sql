create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  dinner_id uuid not null references public.dinners (id) on delete cascade,
  role text not null references public.member_roles (value),
  token_hash text not null unique,
  expires_at timestamptz not null default now() + interval '14 days',
  revoked_at timestamptz,
  created_by text not null references public.users (id),
  created_at timestamptz not null default now(),
  constraint invitations_role_is_not_host check (role in ('editor', 'viewer'))
);
comment on table public.invitations is 'A link that lets whoever holds it join a dinner; only the hash of its token is kept.';

create index invitations_dinner_id on public.invitations (dinner_id);
