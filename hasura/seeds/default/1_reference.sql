-- Reference data: every installation has it. Running it again changes nothing.
insert into public.restaurants (slug, name, cuisine, city, description, seats, photo) values
  ('the-long-table', 'The Long Table', 'Seasonal', 'Lisbon', 'One table, one menu, whatever the market had this morning.', 24, 'long-table'),
  ('saffron-house', 'Saffron House', 'Persian', 'Berlin', 'Slow stews, crisp rice and tea that is never empty.', 48, 'saffron-house'),
  ('osteria-lucia', 'Osteria Lucia', 'Italian', 'Bologna', 'Hand-rolled pasta and a short, stubborn wine list.', 36, 'osteria-lucia'),
  ('nori-and-ash', 'Nori & Ash', 'Japanese', 'London', 'Charcoal grill, a long counter and very cold beer.', 18, 'nori-and-ash'),
  ('casa-maiz', 'Casa Maíz', 'Mexican', 'Madrid', 'Fresh masa all day, mezcal after dark.', 60, 'casa-maiz'),
  ('green-room', 'The Green Room', 'Vegetarian', 'Amsterdam', 'A glasshouse kitchen that grows half of what it cooks.', 40, 'green-room')
on conflict (slug) do nothing;
