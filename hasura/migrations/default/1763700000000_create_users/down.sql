drop table public.users;
drop function public.touch_last_seen_at();
drop function public.touch_updated_at();
