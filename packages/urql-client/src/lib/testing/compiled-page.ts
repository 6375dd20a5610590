import { createRequest } from "@urql/core";
import { initGraphQLTada } from "gql.tada";

const graphql = initGraphQLTada() as unknown as (
  text: string,
  fragments?: readonly unknown[],
) => { definitions: unknown[] };

const Line = graphql(`
  fragment Line on items @_unmask {
    id
    title
  }
`);
const Rest = graphql(
  `
    fragment Rest on dinners {
      items(where: { title: { _like: "%\\"rice\\"%" } }) {
        ...Line
      }
    }
  `,
  [Line],
);

/** A query whose text stands in several places. */
export const Page = graphql(
  `
    query Page($id: uuid!, $all: Boolean = false) {
      dinners_by_pk(id: $id) {
        title
        ...Rest @include(if: $all)
        items(limit: 3) {
          ...Line
        }
      }
    }
  `,
  [Rest, Line],
);

/** Another that differs in a fragment alone. */
export const OtherPage = graphql("query Page { items { ...Line } }", [Line]);

/** As the client asks for it. */
export const request = (): { key: number } => createRequest(Page as never, { id: "d1" });
