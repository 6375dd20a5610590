import type { RowsPlan } from "../plan/select-plan.ts";
import { nothing, parameter, sql, trusted } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";

/** LIMIT and OFFSET: the smaller of the client's limit and the role's. */
export function limitClause(plan: Pick<RowsPlan, "limit" | "permissionLimit" | "offset">): Fragment {
  const own = plan.limit === null ? null : parameter(plan.limit);
  const role = plan.permissionLimit === null ? null : trusted(String(Math.trunc(plan.permissionLimit)));
  const limit = own !== null && role !== null ? sql`least(${own}, ${role})` : (own ?? role);
  return sql`${limit === null ? nothing : sql` LIMIT ${limit}`}${plan.offset === null ? nothing : sql` OFFSET ${parameter(plan.offset)}`}`;
}
