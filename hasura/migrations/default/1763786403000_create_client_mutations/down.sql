drop table public.client_mutations;
