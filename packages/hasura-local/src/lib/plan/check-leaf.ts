import {
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isScalarType,
  Kind,
} from "graphql";
import type { GraphQLInputType } from "graphql";
import { GraphQLRequestError } from "../errors.ts";

/**
 * Checks a value against a scalar or enum type as strictly as GraphQL and Hasura do. Custom scalars are the
 * database's to judge.
 *
 * @param node the kind of literal, where the value was written in the document.
 * @throws GraphQLRequestError validation-failed
 */
export function checkLeaf(value: unknown, type: GraphQLInputType, path: string, node?: Kind): void {
  if (isNonNullType(type)) {
    if (value === null || value === undefined) {
      throw failure(`unexpected null value for type '${typeTitle(type.ofType)}'`, path);
    }
    checkLeaf(value, type.ofType, path, node);
    return;
  }
  if (value === null || value === undefined) return;
  if (isListType(type)) {
    if (Array.isArray(value))
      value.forEach((item, index) => checkLeaf(item, type.ofType, `${path}[${index}]`));
    else checkLeaf(value, type.ofType, path, node);
    return;
  }
  if (isEnumType(type)) {
    if (node === Kind.STRING) {
      throw failure(`expected an enum value for type '${type.name}', but found a string`, path);
    }
    if (typeof value !== "string") {
      throw failure(`expected an enum value for type '${type.name}', but found ${describe(value)}`, path);
    }
    if (type.getValue(value) === undefined) {
      const values = type.getValues().map((entry) => `'${entry.name}'`);
      throw failure(
        `expected one of the values [${values.join(", ")}] for type '${type.name}', but found '${value}'`,
        path,
      );
    }
    return;
  }
  if (isScalarType(type)) checkScalar(value, type.name, path);
}

/**
 * Checks a whole JSON value against an input type.
 *
 * @throws GraphQLRequestError validation-failed
 */
export function checkInputValue(value: unknown, type: GraphQLInputType, path: string): void {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (value === null || value === undefined || isLeafType(inner)) {
    checkLeaf(value, type, path);
  } else if (isListType(inner)) {
    if (Array.isArray(value))
      value.forEach((item, index) => checkInputValue(item, inner.ofType, `${path}[${index}]`));
    else checkInputValue(value, inner.ofType, path);
  } else if (isInputObjectType(inner)) {
    if (typeof value !== "object" || Array.isArray(value)) {
      throw failure(`expected an object for type '${inner.name}', but found ${describe(value)}`, path);
    }
    const fields = inner.getFields();
    for (const [key, entry] of Object.entries(value)) {
      const field = fields[key];
      if (field === undefined)
        throw failure(`field '${key}' not found in type: '${inner.name}'`, `${path}.${key}`);
      checkInputValue(entry, field.type, `${path}.${key}`);
    }
    for (const field of Object.values(fields)) {
      if (
        isNonNullType(field.type) &&
        field.defaultValue === undefined &&
        !Object.hasOwn(value, field.name)
      ) {
        throw failure(`missing required field '${field.name}'`, path);
      }
    }
  }
}

function checkScalar(value: unknown, name: string, path: string): void {
  const number = value instanceof Number ? value.valueOf() : value;
  switch (name) {
    case "Int":
      if (typeof number !== "number") throw expected("a 32-bit integer", name, value, path);
      if (!Number.isInteger(number) || number > 2_147_483_647 || number < -2_147_483_648) {
        throw failure(
          `The value ${number} lies outside the bounds or is not an integer. Maybe it is a float, or is there integer overflow?`,
          path,
          "parse-failed",
        );
      }
      return;
    case "Float":
      if (typeof number !== "number") throw expected("a float", name, value, path);
      return;
    case "String":
      if (typeof value !== "string") throw expected("a string", name, value, path);
      return;
    case "Boolean":
      if (typeof value !== "boolean") throw expected("a boolean", name, value, path);
      return;
    case "ID":
      if (typeof value !== "string" && typeof number !== "number") throw expected("an ID", name, value, path);
      return;
    case "ltree":
      if (typeof value === "string" && !labelPath.test(value)) {
        throw failure(
          "Expecting label path: a sequence of zero or more labels separated by dots, for example L1.L2.L3",
          path,
          "parse-failed",
        );
      }
      return;
    default:
      return;
  }
}

const labelPath = /^$|^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/;

function expected(what: string, type: string, found: unknown, path: string): GraphQLRequestError {
  return failure(`expected ${what} for type '${type}', but found ${describe(found)}`, path);
}

function failure(message: string, path: string, code = "validation-failed"): GraphQLRequestError {
  return new GraphQLRequestError(code, message, { path });
}

function typeTitle(type: GraphQLInputType): string {
  return isListType(type) ? String(type) : "name" in type ? type.name : String(type);
}

/** A JSON value's kind, for messages. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Number) return "a number";
  switch (typeof value) {
    case "string":
      return "a string";
    case "number":
      return Number.isInteger(value) ? "an integer" : "a float";
    case "boolean":
      return "a boolean";
    default:
      return "an object";
  }
}
