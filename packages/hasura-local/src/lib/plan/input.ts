import { getNamedType, isInputObjectType, isListType, isNonNullType, Kind } from "graphql";
import type { GraphQLInputField, GraphQLInputObjectType, GraphQLInputType, ValueNode } from "graphql";
import type { CatalogType } from "../catalog/types.ts";
import { GraphQLRequestError } from "../errors.ts";
import { checkLeaf, describe } from "./check-leaf.ts";
import { encodeValue } from "./encode.ts";
import type { Parameter } from "./parameter.ts";
import type { RequestVariables } from "./request-variables.ts";
import { valueAt } from "./request-variables.ts";

type Source =
  | { kind: "node"; node: ValueNode }
  | { kind: "variable"; name: string; path: readonly (string | number)[] };

/**
 * An argument's value, or a part of it, whether it is written in the document or comes from a variable. Looking at
 * its structure or at `constant()` makes the plan depend on it; `parameter()` does not.
 */
export class Input {
  readonly type: GraphQLInputType;
  /** Hasura's JSONPath, for messages. */
  readonly path: string;
  readonly #source: Source;
  readonly #variables: RequestVariables;

  private constructor(source: Source, type: GraphQLInputType, path: string, variables: RequestVariables) {
    this.#source = source;
    this.type = type;
    this.path = path;
    this.#variables = variables;
  }

  /** @returns undefined for a variable that was not given: the same as no value at all. */
  static fromNode(
    node: ValueNode,
    type: GraphQLInputType,
    path: string,
    variables: RequestVariables,
  ): Input | undefined {
    if (node.kind !== Kind.VARIABLE) return new Input({ kind: "node", node }, type, path, variables);
    const name = node.name.value;
    if (!variables.types.has(name)) {
      throw new GraphQLRequestError("validation-failed", `unbound variable "${name}"`, { path });
    }
    if (!variables.has(name)) return undefined;
    return new Input({ kind: "variable", name, path: [] }, type, path, variables);
  }

  get isNull(): boolean {
    if (this.#source.kind === "node") return this.#source.node.kind === Kind.NULL;
    return this.#variableValue() == null;
  }

  /** The keys of an input object, each checked against its type; defaults filled in. */
  entries(): { name: string; field: GraphQLInputField; value: Input }[] {
    const type = nullable(this.type) as GraphQLInputObjectType;
    const fields = type.getFields();
    const given = this.#objectKeys(type);
    const entries: { name: string; field: GraphQLInputField; value: Input }[] = [];
    for (const [name, source] of given) {
      const field = fields[name];
      const path = `${this.path}.${name}`;
      if (field === undefined) {
        throw new GraphQLRequestError(
          "validation-failed",
          `field '${name}' not found in type: '${type.name}'`,
          { path },
        );
      }
      const value = this.#child(source, field.type, path);
      if (value !== undefined) entries.push({ name, field, value });
    }
    for (const field of Object.values(fields)) {
      if (
        isNonNullType(field.type) &&
        field.defaultValue === undefined &&
        !entries.some((entry) => entry.name === field.name)
      ) {
        throw new GraphQLRequestError("validation-failed", `missing required field '${field.name}'`, {
          path: this.path,
        });
      }
    }
    return entries;
  }

  /** One key of an input object. */
  field(name: string): Input | undefined {
    return this.entries().find((entry) => entry.name === name)?.value;
  }

  /** The elements of a list; a single value stands for a list of one. */
  items(): Input[] {
    const type = nullable(this.type);
    const itemType = isListType(type) ? (type.ofType as GraphQLInputType) : type;
    if (this.isNull) throw this.#unexpected("a list");
    if (this.#source.kind === "node") {
      const { node } = this.#source;
      const nodes = node.kind === Kind.LIST ? node.values : [node];
      return nodes.flatMap((item, index) => {
        const path = node.kind === Kind.LIST ? `${this.path}[${index}]` : this.path;
        return this.#child({ kind: "node", node: item }, itemType, path) ?? [];
      });
    }
    const { name, path } = this.#source;
    const value = this.#variableValue();
    if (!Array.isArray(value))
      return [
        new Input({ kind: "variable", name, path: [...path, 0] }, itemType, this.path, this.#variables),
      ];
    return value.map(
      (_, index) =>
        new Input(
          { kind: "variable", name, path: [...path, index] },
          itemType,
          `${this.path}[${index}]`,
          this.#variables,
        ),
    );
  }

  /** The value itself: the plan holds for this value only. */
  constant(): unknown {
    if (this.#source.kind === "variable") {
      const value = this.#variables.read(this.#source.name, this.#source.path);
      checkLeaf(value, this.type, this.path);
      return value;
    }
    const value = this.#fromAst(this.#source.node, this.type);
    checkLeaf(value, this.type, this.path, this.#source.node.kind);
    return value;
  }

  /**
   * The value as a bound parameter, which a cached plan looks up anew for every request.
   *
   * @param type what the database casts it to.
   */
  parameter(type: CatalogType, options: NumberOptions = {}): Parameter {
    if (this.#source.kind === "node") {
      const isDigits = options.numericString === true && this.#source.node.kind === Kind.STRING;
      const value = isDigits ? this.#fromAst(this.#source.node, this.type) : this.constant();
      checkNumber(value, options, this.path);
      return { kind: "literal", text: encodeValue(value, type), type };
    }
    const declared = this.#variables.types.get(this.#source.name);
    return {
      kind: "variable",
      name: this.#source.name,
      path: this.#source.path,
      type,
      graphqlType: this.#source.path.length === 0 && declared !== undefined ? declared : this.type,
      errorPath: this.path,
      ...options,
    };
  }

  /** A parameter that may not be null. */
  requiredParameter(type: CatalogType): Parameter {
    if (this.isNull) {
      const wanted = isListType(nullable(this.type))
        ? `${String(nullable(this.type))}`
        : getNamedType(this.type).name;
      throw new GraphQLRequestError("validation-failed", `unexpected null value for type '${wanted}'`, {
        path: this.path,
      });
    }
    return this.parameter(type);
  }

  #objectKeys(type: GraphQLInputObjectType): [string, Source][] {
    if (this.#source.kind === "node") {
      const { node } = this.#source;
      if (node.kind !== Kind.OBJECT) throw this.#unexpected(`an object for type '${type.name}'`);
      return node.fields.map((field) => [field.name.value, { kind: "node", node: field.value }]);
    }
    const { name, path } = this.#source;
    const value = this.#variableValue();
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      throw this.#unexpected(`an object for type '${type.name}'`);
    }
    return Object.keys(value).map((key) => [key, { kind: "variable", name, path: [...path, key] }]);
  }

  #child(source: Source, type: GraphQLInputType, path: string): Input | undefined {
    if (source.kind === "node") return Input.fromNode(source.node, type, path, this.#variables);
    return new Input(source, type, path, this.#variables);
  }

  #variableValue(): unknown {
    if (this.#source.kind !== "variable") return undefined;
    return valueAt(this.#variables.values[this.#source.name], this.#source.path);
  }

  /** A literal as JSON; variables inside it are read, numbers keep every digit. */
  #fromAst(node: ValueNode, type: GraphQLInputType): unknown {
    switch (node.kind) {
      case Kind.VARIABLE: {
        if (!this.#variables.types.has(node.name.value)) {
          throw new GraphQLRequestError("validation-failed", `unbound variable "${node.name.value}"`, {
            path: this.path,
          });
        }
        return this.#variables.read(node.name.value, []);
      }
      case Kind.NULL:
        return null;
      case Kind.INT:
      case Kind.FLOAT: {
        const number = Number(node.value);
        // Digits beyond a double's are handed to the database as they were written.
        return String(number) === node.value || isJson(type) ? number : new ExactNumber(node.value, number);
      }
      case Kind.BOOLEAN:
      case Kind.STRING:
      case Kind.ENUM:
        return node.value;
      case Kind.LIST: {
        const list = nullable(type);
        const item = isListType(list) ? (list.ofType as GraphQLInputType) : type;
        return node.values.map((value) => this.#fromAst(value, item));
      }
      case Kind.OBJECT: {
        const object = nullable(type);
        return Object.fromEntries(
          node.fields.map((field) => [
            field.name.value,
            this.#fromAst(
              field.value,
              isInputObjectType(object) ? (object.getFields()[field.name.value]?.type ?? type) : type,
            ),
          ]),
        );
      }
    }
  }

  #unexpected(expected: string): GraphQLRequestError {
    const found =
      this.#source.kind === "node" ? describeNode(this.#source.node) : describe(this.#variableValue());
    return new GraphQLRequestError("validation-failed", `expected ${expected}, but found ${found}`, {
      path: this.path,
    });
  }
}

/** A number of the document that a double cannot hold. */
class ExactNumber extends Number {
  readonly #text: string;
  constructor(text: string, value: number) {
    super(value);
    this.#text = text;
  }
  override toString(): string {
    return this.#text;
  }
}

/** What `limit`, `offset` and `batch_size` demand. */
export interface NumberOptions {
  nonNegative?: boolean;
  /** Digits in a string are a number too. */
  numericString?: boolean;
}

/** @throws GraphQLRequestError validation-failed for a negative number, or a string that is none. */
export function checkNumber(value: unknown, options: NumberOptions, path: string): void {
  if (options.numericString === true && typeof value === "string" && !/^-?\d{1,18}$/.test(value)) {
    throw new GraphQLRequestError("validation-failed", "expected an integer, but found a string", { path });
  }
  if (options.nonNegative === true && Number(value) < 0) {
    throw new GraphQLRequestError("validation-failed", "unexpected negative value", { path });
  }
}

function isJson(type: GraphQLInputType): boolean {
  const { name } = getNamedType(type);
  return name === "json" || name === "jsonb";
}

function nullable(type: GraphQLInputType): GraphQLInputType {
  return isNonNullType(type) ? type.ofType : type;
}

function describeNode(node: ValueNode): string {
  const words: Partial<Record<ValueNode["kind"], string>> = {
    [Kind.NULL]: "null",
    [Kind.INT]: "an integer",
    [Kind.FLOAT]: "a float",
    [Kind.STRING]: "a string",
    [Kind.BOOLEAN]: "a boolean",
    [Kind.ENUM]: "an enum value",
    [Kind.LIST]: "a list",
    [Kind.OBJECT]: "an object",
  };
  return words[node.kind] ?? "a variable";
}
