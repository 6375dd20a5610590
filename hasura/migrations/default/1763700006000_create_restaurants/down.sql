drop table public.restaurants;
