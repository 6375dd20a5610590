-- Reference data: every installation has it. Running it again changes nothing.
insert into public.restaurants (slug, name, cuisine, city, description, seats, photo, time_zone) values
  ('the-long-table', 'The Long Table', 'Seasonal', 'Lisbon', 'One table, one menu, whatever the market had this morning.', 24, 'long-table', 'Europe/Lisbon'),
  ('saffron-house', 'Saffron House', 'Persian', 'Berlin', 'Slow stews, crisp rice and tea that is never empty.', 48, 'saffron-house', 'Europe/Berlin'),
  ('osteria-lucia', 'Osteria Lucia', 'Italian', 'Bologna', 'Hand-rolled pasta and a short, stubborn wine list.', 36, 'osteria-lucia', 'Europe/Rome'),
  ('nori-and-ash', 'Nori & Ash', 'Japanese', 'London', 'Charcoal grill, a long counter and very cold beer.', 18, 'nori-and-ash', 'Europe/London'),
  ('casa-maiz', 'Casa Maíz', 'Mexican', 'Madrid', 'Fresh masa all day, mezcal after dark.', 60, 'casa-maiz', 'Europe/Madrid'),
  ('green-room', 'The Green Room', 'Vegetarian', 'Amsterdam', 'A glasshouse kitchen that grows half of what it cooks.', 40, 'green-room', 'Europe/Amsterdam')
on conflict (slug) do update set time_zone = excluded.time_zone;

insert into public.opening_hours (restaurant_id, weekday, opens, closes)
select restaurants.id, weekday, days.opens, days.closes
from (
  values
    ('the-long-table', 3, 7, time '19:00', time '23:00'),
    ('saffron-house', 1, 7, time '12:00', time '15:00'),
    ('saffron-house', 1, 7, time '18:00', time '23:30'),
    ('osteria-lucia', 2, 6, time '12:30', time '14:30'),
    ('osteria-lucia', 2, 6, time '19:00', time '22:30'),
    ('nori-and-ash', 2, 7, time '18:00', time '23:00'),
    ('casa-maiz', 1, 5, time '13:00', time '23:30'),
    ('casa-maiz', 6, 7, time '12:00', time '23:59'),
    ('green-room', 3, 7, time '11:30', time '21:30')
) as days (slug, first_weekday, last_weekday, opens, closes)
join public.restaurants using (slug)
cross join lateral generate_series(days.first_weekday, days.last_weekday) as weekday
on conflict (restaurant_id, weekday, opens) do nothing;
