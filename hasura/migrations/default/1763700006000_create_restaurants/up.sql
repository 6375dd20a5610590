create table public.restaurants (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique,
  name text not null,
  cuisine text not null,
  city text not null,
  description text not null,
  seats integer not null check (seats > 0),
  photo text not null
);
comment on table public.restaurants is 'Places that take bookings; the same for everybody.';
