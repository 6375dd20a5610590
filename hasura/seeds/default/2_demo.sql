-- Demo people and dinners for development; the identity stand-in knows the same people.
-- Running it again changes nothing.
insert into public.users (id, display_name) values
  ('auth0|ada', 'Ada Fern'),
  ('auth0|ben', 'Ben Osei'),
  ('auth0|cleo', 'Cleo Marsh'),
  ('auth0|dan', 'Dan Ibarra')
on conflict (id) do nothing;

insert into public.dinners (id, title, starts_at, notes, owner_id) values
  ('00000000-0000-4000-8000-000000000001', 'Sunday lunch in the garden',
    date_trunc('week', now()) + interval '13 days 13 hours',
    'Long table under the apple tree, indoors if it rains. Come hungry.', 'auth0|ada'),
  ('00000000-0000-4000-8000-000000000002', 'Taco night',
    date_trunc('day', now()) + interval '11 days 19 hours',
    'Everyone brings one filling. I make the tortillas.', 'auth0|ben')
on conflict (id) do nothing;

insert into public.dinner_members (dinner_id, user_id, role) values
  ('00000000-0000-4000-8000-000000000001', 'auth0|ben', 'editor'),
  ('00000000-0000-4000-8000-000000000001', 'auth0|cleo', 'viewer'),
  ('00000000-0000-4000-8000-000000000002', 'auth0|ada', 'editor')
on conflict (dinner_id, user_id) do nothing;

insert into public.items (id, dinner_id, title, done, assignee_id, position, created_by) values
  ('00000000-0000-4000-8000-000000000101', '00000000-0000-4000-8000-000000000001', 'Sourdough, two loaves', false, 'auth0|ben', 'a0', 'auth0|ada'),
  ('00000000-0000-4000-8000-000000000102', '00000000-0000-4000-8000-000000000001', 'Roast tomatoes', true, 'auth0|ada', 'a1', 'auth0|ada'),
  ('00000000-0000-4000-8000-000000000103', '00000000-0000-4000-8000-000000000001', 'Green salad with mint', false, null, 'a2', 'auth0|ada'),
  ('00000000-0000-4000-8000-000000000104', '00000000-0000-4000-8000-000000000001', 'Something fizzy', false, 'auth0|cleo', 'a3', 'auth0|ben'),
  ('00000000-0000-4000-8000-000000000105', '00000000-0000-4000-8000-000000000001', 'Plum cake', false, 'auth0|ada', 'a4', 'auth0|ben'),
  ('00000000-0000-4000-8000-000000000106', '00000000-0000-4000-8000-000000000001', 'Extra chairs', false, null, 'a5', 'auth0|ada'),
  ('00000000-0000-4000-8000-000000000201', '00000000-0000-4000-8000-000000000002', 'Charred corn', false, 'auth0|ada', 'a0', 'auth0|ben'),
  ('00000000-0000-4000-8000-000000000202', '00000000-0000-4000-8000-000000000002', 'Salsa verde', false, 'auth0|ben', 'a1', 'auth0|ben'),
  ('00000000-0000-4000-8000-000000000203', '00000000-0000-4000-8000-000000000002', 'Limes, many', false, null, 'a2', 'auth0|ben')
on conflict (id) do nothing;
