alter table public.restaurants drop column time_zone;
drop table public.opening_hours;
