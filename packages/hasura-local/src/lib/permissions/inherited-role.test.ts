import { describe, expect, it } from "vitest";
import type { ColumnModel } from "../model/types.ts";
import { integerType } from "../catalog/scalar-types.ts";
import { always } from "../plan/boolean-expression.ts";
import type { BooleanExpression } from "../plan/boolean-expression.ts";
import { inheritedPermissions } from "./inherited-role.ts";
import type { SelectRule } from "./types.ts";

const column = (name: string): ColumnModel => ({
  name,
  field: name,
  type: integerType,
  notNull: true,
  generated: false,
  description: null,
  enumTable: null,
});
const id = column("id");
const pay = column("pay");
const own: BooleanExpression = {
  kind: "is-null",
  operand: { kind: "column", column: id, of: "current" },
  negated: false,
};

const rule = (columns: ColumnModel[], filter: BooleanExpression, limit: number | null): SelectRule => ({
  columns: new Map(columns.map((entry) => [entry, null])),
  computedFields: new Map(),
  filter,
  limit,
  aggregations: false,
  queryRootFields: null,
  subscriptionRootFields: null,
});

describe("inheritedPermissions", () => {
  it("unites filters, takes the largest limit, and shows a column only where a parent that grants it lets the row through", () => {
    const { select } = inheritedPermissions({}, [
      { select: rule([id], always, 5) },
      { select: rule([id, pay], own, 10) },
    ]);
    expect(select?.filter).toBe(always);
    expect(select?.limit).toBe(10);
    expect(select?.columns.get(id)).toBeNull();
    expect(select?.columns.get(pay)).toEqual({ kind: "or", terms: [own] });
  });

  it("has no limit if one parent has none", () => {
    expect(
      inheritedPermissions({}, [{ select: rule([id], own, 5) }, { select: rule([id], own, null) }]).select
        ?.limit,
    ).toBeNull();
  });

  it("lets a permission of the role's own win", () => {
    const mine = rule([id], own, 1);
    expect(inheritedPermissions({ select: mine }, [{ select: rule([pay], always, null) }]).select).toBe(mine);
  });

  it("inherits a mutation that one parent alone may do", () => {
    const remove = { filter: own, backendOnly: false };
    expect(inheritedPermissions({}, [{ delete: remove }, {}]).delete).toBe(remove);
    expect(inheritedPermissions({}, [{ delete: remove }, { delete: remove }]).delete).toBeUndefined();
  });
});
