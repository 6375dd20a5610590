create table public.client_mutations (
  id uuid primary key,
  user_id text not null references public.users (id) on delete cascade,
  made_at timestamptz not null default now()
);
comment on table public.client_mutations is 'Marks of changes that pages made: written with the change, they make sending it again harmless.';

create index client_mutations_made_at on public.client_mutations (made_at);
