drop trigger dinners_add_owner_as_host on public.dinners;
drop function public.add_owner_as_host();
drop table public.dinner_members;
drop table public.member_roles;
