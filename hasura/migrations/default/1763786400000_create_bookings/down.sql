drop table public.bookings;
drop function public.keep_bookings_moving_forward();
drop function public.booking_status_rank(text);
drop table public.booking_statuses;
