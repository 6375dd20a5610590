create table public.opening_hours (
  restaurant_id uuid not null references public.restaurants (id) on delete cascade,
  weekday smallint not null,
  opens time not null,
  closes time not null,
  primary key (restaurant_id, weekday, opens),
  constraint opening_hours_weekday check (weekday between 1 and 7),
  constraint opening_hours_order check (opens < closes)
);
comment on table public.opening_hours is 'When a restaurant takes guests, in its own time zone.';
comment on column public.opening_hours.weekday is 'ISO 8601: Monday is 1, Sunday 7.';

alter table public.restaurants add column time_zone text not null default 'Europe/Lisbon';
alter table public.restaurants alter column time_zone drop default;
