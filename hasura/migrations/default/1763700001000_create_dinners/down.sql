drop table public.dinners;
