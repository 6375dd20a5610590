import { graphql } from "~/graphql.ts";

/** What a restaurant looks like and when it opens. */
export const RestaurantFragment = graphql(`
  fragment Restaurant on restaurants {
    id
    slug
    name
    cuisine
    city
    description
    seats
    photo
    time_zone
    opening_hours(order_by: [{ weekday: asc }, { opens: asc }]) {
      restaurant_id
      weekday
      opens
      closes
    }
  }
`);
