import type { RelationshipModel } from "../model/types.ts";
import { isAlways } from "../plan/boolean-expression.ts";
import type { AggregatePredicate, BooleanExpression, Operand } from "../plan/boolean-expression.ts";
import type { Operator } from "../plan/operators.ts";
import { bothEqualities, demandedEqualities, joinedEqualities } from "./equalities.ts";
import { join, parameter, sql, trusted } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { functionCall } from "./function-call.ts";
import { columnOf, identifier } from "./identifier.ts";
import type { SqlContext } from "./sql-context.ts";

/** The rows that a condition is about. */
export interface Scope {
  /** Alias of the current table. */
  current: string;
  /** Alias of the table that the permission belongs to: `["$", "column"]`. */
  root: string;
  /** The current row as a composite value, where a function takes it. */
  row?: Fragment;
}

export function scopeOf(alias: string): Scope {
  return { current: alias, root: alias };
}

/** A condition as SQL. */
export function condition(context: SqlContext, expression: BooleanExpression, scope: Scope): Fragment {
  switch (expression.kind) {
    case "and":
      return combined(context, expression.terms, scope, " AND ", "true");
    case "or":
      return combined(context, expression.terms, scope, " OR ", "false");
    case "not":
      return sql`(NOT ${condition(context, expression.term, scope)})`;
    case "rooted":
      return condition(context, expression.term, { ...scope, root: scope.current });
    case "is-null":
      return sql`(${operand(context, expression.operand, scope)} ${trusted(expression.negated ? "IS NOT NULL" : "IS NULL")})`;
    case "comparison":
      return comparison(
        operand(context, expression.left, scope),
        expression.operator,
        operand(context, expression.right, scope),
      );
    case "relationship": {
      const { relationship, where } = expression;
      const alias = context.alias();
      const from = partners(context, relationship, where, scope, alias);
      return sql`EXISTS (SELECT 1 FROM ${from} WHERE ${conditions([
        joined(relationship, scope.current, alias),
        ...unlessAlways(context, where, { current: alias, root: scope.root }),
      ])})`;
    }
    case "exists": {
      const alias = context.alias();
      const demanded = demandedEqualities(expression.where, context.known(scope.root));
      const from = context.table(expression.table.table, alias, demanded);
      return sql`EXISTS (SELECT 1 FROM ${from} WHERE ${condition(context, expression.where, {
        current: alias,
        root: scope.root,
      })})`;
    }
    case "computed-table": {
      const { field, arguments: args, where } = expression;
      const alias = context.alias();
      const call = functionCall(context, field.function, args, {
        position: field.tableArgument,
        value: rowOf(scope),
      });
      return sql`EXISTS (SELECT 1 FROM ${call} AS ${identifier(alias)} WHERE ${condition(context, where, { current: alias, root: scope.root })})`;
    }
    case "aggregate":
      return aggregateCondition(context, expression, scope);
  }
}

/** Conditions that must all hold. */
export function conditions(list: readonly Fragment[]): Fragment {
  return list.length === 0 ? trusted("true") : join(list, " AND ");
}

/** A condition as a list, empty where it always holds. */
export function unlessAlways(context: SqlContext, expression: BooleanExpression, scope: Scope): Fragment[] {
  return isAlways(expression) ? [] : [condition(context, expression, scope)];
}

/** The rows of a relationship's target that belong to a row of its source. */
export function joined(relationship: RelationshipModel, source: string, target: string): Fragment {
  return conditions(
    relationship.columns.map(
      (pair) => sql`${columnOf(target, pair.target.name)} = ${columnOf(source, pair.source.name)}`,
    ),
  );
}

/**
 * The FROM item of a relationship's target, whose rows the caller makes satisfy `joined` and the condition. What is
 * read for each of the rows must be written after it.
 *
 * @param scope the row that they belong to, and the root of the condition.
 */
export function partners(
  context: SqlContext,
  relationship: RelationshipModel,
  where: BooleanExpression,
  scope: Scope,
  alias: string,
): Fragment {
  const demanded = bothEqualities(
    joinedEqualities(relationship, context.known(scope.current)),
    demandedEqualities(where, context.known(scope.root)),
  );
  return context.table(relationship.target.table, alias, demanded);
}

export function rowOf(scope: Scope): Fragment {
  return scope.row ?? identifier(scope.current);
}

function combined(
  context: SqlContext,
  terms: readonly BooleanExpression[],
  scope: Scope,
  separator: string,
  empty: string,
): Fragment {
  if (terms.length === 0) return trusted(empty);
  return sql`(${join(
    terms.map((term) => condition(context, term, scope)),
    separator,
  )})`;
}

function operand(context: SqlContext, value: Operand, scope: Scope): Fragment {
  switch (value.kind) {
    case "column":
      return columnOf(value.of === "root" ? scope.root : scope.current, value.column.name);
    case "parameter":
      return parameter(value.parameter);
    case "cast":
      return sql`(${operand(context, value.operand, scope)})::${trusted(value.type.sqlName)}`;
    case "computed": {
      const { field, arguments: args } = value;
      return functionCall(context, field.function, args, {
        position: field.tableArgument,
        value: rowOf(scope),
      });
    }
  }
}

function comparison(left: Fragment, operator: Operator, right: Fragment): Fragment {
  if (operator.quantifier === undefined) return sql`(${left} ${trusted(operator.sql)} ${right})`;
  return sql`(${left} ${trusted(operator.sql)} ${trusted(operator.quantifier)} (${right}))`;
}

function aggregateCondition(context: SqlContext, predicate: AggregatePredicate, scope: Scope): Fragment {
  const alias = context.alias();
  const from = partners(context, predicate.relationship, predicate.filter, scope, alias);
  const inner: Scope = { current: alias, root: scope.root };
  const columns = predicate.columns.map((column) => columnOf(alias, column.name));
  const distinct = trusted(predicate.distinct ? "DISTINCT " : "");
  const [first] = columns;
  const value =
    predicate.function === "count"
      ? first === undefined
        ? sql`count(*)`
        : sql`count(${distinct}${columns.length === 1 ? first : sql`(${join(columns, ", ")})`})`
      : sql`${trusted(predicate.function)}(${distinct}${first ?? trusted("NULL::boolean")})`;
  const tests = [
    ...predicate.comparisons.map((entry) =>
      comparison(value, entry.operator, operand(context, entry.right, scope)),
    ),
    ...predicate.isNull.map((isNull) => sql`(${value} ${trusted(isNull ? "IS NULL" : "IS NOT NULL")})`),
  ];
  return sql`(SELECT ${conditions(tests)} FROM ${from} WHERE ${conditions([
    joined(predicate.relationship, scope.current, alias),
    ...unlessAlways(context, predicate.filter, inner),
  ])})`;
}
