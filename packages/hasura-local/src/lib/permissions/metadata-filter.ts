import { InconsistentMetadataError } from "../errors.ts";
import { qualifiedName } from "../model/naming.ts";
import type { ColumnModel, Model, TableModel } from "../model/types.ts";
import { tableKey } from "../catalog/types.ts";
import type { QualifiedName } from "../metadata/types.ts";
import { textType } from "../catalog/scalar-types.ts";
import { allOf, always } from "../plan/boolean-expression.ts";
import type { BooleanExpression, Operand } from "../plan/boolean-expression.ts";
import { columnOperators, enumPermissionOperators, operandType, operatorsOf } from "../plan/operators.ts";
import { sessionArguments } from "../plan/plan-function-arguments.ts";
import { enumConstantProblem } from "./enum-constant.ts";
import { metadataValue } from "./metadata-value.ts";

/**
 * Parses a permission's filter or check: Hasura's boolean expression language over database column names, operators
 * marked with `_` or `$`, a bare value meaning equality.
 *
 * @param where the table and role, for messages.
 * @throws InconsistentMetadataError for a column, relationship or operator that does not exist.
 */
export function parseMetadataFilter(
  filter: unknown,
  table: TableModel,
  model: Model,
  where: string,
): BooleanExpression {
  return new FilterParser(model, table, where).expression(filter, table);
}

class FilterParser {
  readonly #model: Model;
  readonly #root: TableModel;
  readonly #where: string;

  constructor(model: Model, root: TableModel, where: string) {
    this.#model = model;
    this.#root = root;
    this.#where = where;
  }

  expression(value: unknown, table: TableModel): BooleanExpression {
    if (value === null || value === undefined) return always;
    if (Array.isArray(value)) return allOf(value.map((entry) => this.expression(entry, table)));
    if (typeof value !== "object")
      throw this.#problem(`expected a condition, found ${JSON.stringify(value)}`);
    return allOf(Object.entries(value).map(([key, entry]) => this.#term(key, entry, table)));
  }

  #term(key: string, value: unknown, table: TableModel): BooleanExpression {
    switch (key) {
      case "_and":
      case "$and":
        return allOf(this.#list(value).map((entry) => this.expression(entry, table)));
      case "_or":
      case "$or":
        return { kind: "or", terms: this.#list(value).map((entry) => this.expression(entry, table)) };
      case "_not":
      case "$not":
        return { kind: "not", term: this.expression(value, table) };
      case "_exists":
      case "$exists":
        return this.#exists(value);
      default:
        break;
    }
    const column = table.column(key);
    if (column !== undefined) return this.#comparisons(column, value, table);
    const relationship = table.relationships.get(key);
    if (relationship !== undefined) {
      return { kind: "relationship", relationship, where: this.expression(value, relationship.target) };
    }
    const computed = table.computedFields.get(key);
    if (computed !== undefined) {
      const sessionOnly = sessionArguments(computed.function, computed.sessionArgument);
      if (computed.target !== null) {
        return {
          kind: "computed-table",
          field: computed,
          arguments: sessionOnly,
          where: this.expression(value, computed.target),
        };
      }
      const asColumn = pseudoColumn(computed.name, computed.function.returnType);
      return this.#comparisons(asColumn, value, table, {
        kind: "computed",
        field: computed,
        arguments: sessionOnly,
      });
    }
    throw this.#problem(`${table.key} has neither a column nor a relationship "${key}"`);
  }

  #exists(value: unknown): BooleanExpression {
    const { _table, _where } = value as { _table: QualifiedName | string; _where: unknown };
    const table = this.#model.tables.get(tableKey(qualifiedName(_table)));
    if (table === undefined)
      throw this.#problem(`_exists names a table that is not tracked: ${JSON.stringify(_table)}`);
    // A path such as ["$", "id"] inside means the row that `_exists` is asked for, which is the root's.
    return { kind: "exists", table, where: this.expression(_where, table) };
  }

  #comparisons(
    column: ColumnModel,
    value: unknown,
    table: TableModel,
    computed?: Operand,
  ): BooleanExpression {
    const left: Operand = computed ?? { kind: "column", column, of: "current" };
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      return this.#comparison(left, column, "eq", value, table);
    }
    return allOf(
      Object.entries(value).map(([key, entry]) => {
        if (!/^[_$]/.test(key))
          throw this.#problem(`"${key}" is not an operator of the column "${column.name}"`);
        return this.#comparison(left, column, key.slice(1), entry, table);
      }),
    );
  }

  #comparison(
    left: Operand,
    column: ColumnModel,
    name: string,
    value: unknown,
    table: TableModel,
  ): BooleanExpression {
    if (name === "is_null")
      return { kind: "is-null", operand: left, negated: value === false || value === "false" };
    if (name === "cast") {
      return allOf(
        Object.entries(value as Record<string, unknown>).map(([type, entry]) => {
          const target =
            type === "String" || type === "text" ? textType : { ...column.type, name: type, sqlName: type };
          return this.#comparisons(pseudoColumn(column.name, target), entry, table, {
            kind: "cast",
            operand: left,
            type: target,
          });
        }),
      );
    }
    const columnOperator = columnOperators.get(name);
    if (columnOperator !== undefined) {
      return { kind: "comparison", left, operator: columnOperator, right: this.#columnOperand(value, table) };
    }
    const alias: Record<string, string> = { ne: "neq" };
    const wanted = alias[name] ?? name;
    const operators = column.enumTable === null ? operatorsOf(column.type) : enumPermissionOperators;
    const operator = operators.find((entry) => entry.name === wanted);
    if (operator === undefined)
      throw this.#problem(`"_${name}" is not an operator of the column "${column.name}"`);
    // A literal null compares as SQL's `is not distinct from`.
    if (value === null && (operator.name === "eq" || operator.name === "neq")) {
      return { kind: "is-null", operand: left, negated: operator.name === "neq" };
    }
    const problem = enumConstantProblem(column, value);
    if (problem !== null) throw this.#problem(`${column.name}: ${problem}`);
    const parameter = metadataValue(value, operandType(operator, column.type));
    return { kind: "comparison", left, operator, right: { kind: "parameter", parameter } };
  }

  #columnOperand(value: unknown, table: TableModel): Operand {
    const path = Array.isArray(value) ? (value as string[]) : [value as string];
    const ofRoot = path.length === 2 && path[0] === "$";
    const name = path.at(-1) ?? "";
    const column = (ofRoot ? this.#root : table).column(name);
    if (column === undefined || path.length > 2)
      throw this.#problem(`there is no column ${JSON.stringify(value)}`);
    return { kind: "column", column, of: ofRoot ? "root" : "current" };
  }

  #list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [value];
  }

  #problem(text: string): InconsistentMetadataError {
    return new InconsistentMetadataError([`${this.#where}: ${text}`]);
  }
}

/** Lets a computed field be compared as a column is. */
function pseudoColumn(name: string, type: ColumnModel["type"]): ColumnModel {
  return { name, field: name, type, notNull: false, generated: false, description: null, enumTable: null };
}
