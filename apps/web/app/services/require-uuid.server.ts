const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Takes an id from an address. What is no id cannot name a page, and the API would refuse it as a mistake of ours.
 *
 * @param param A parameter of the route.
 * @returns The id.
 * @throws {Response} 404 for anything that is not a lower-case UUID.
 */
export function requireUuid(param: string | undefined): string {
  if (!param || !uuid.test(param)) throw new Response("Not found", { status: 404 });
  return param;
}
