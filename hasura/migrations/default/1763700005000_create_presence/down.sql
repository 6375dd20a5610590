drop view public.dinner_presence;
drop table public.presence;
