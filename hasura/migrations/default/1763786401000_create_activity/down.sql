drop table public.processed_events;
drop table public.activity;
