import type { ASTNode } from "graphql";

/** A node of an executable document, whichever it is. */
interface Printable {
  kind: string;
  [part: string]: unknown;
}

const show = (node: unknown): string => (node ? print(node as ASTNode) : "");

const all = (nodes: unknown, before = "", after = ""): string => {
  const list = (nodes ?? []) as ASTNode[];
  return list.length > 0 ? before + list.map(print).join(" ") + after : "";
};

const optional = (before: string, node: unknown, after = ""): string =>
  node ? before + print(node as ASTNode) + after : "";

/** Parts of nodes that stand between marks, and parts that follow them. */
const body = (node: Printable): string => all(node["directives"], " ") + show(node["selectionSet"]);
const pair = (node: Printable): string => `${show(node["name"])}:${show(node["value"])}`;
const called = (node: Printable): string => show(node["name"]) + all(node["arguments"], "(", ")");

/** How each kind of node is written; those that are missing are written as their name, or as their value. */
const PRINTERS: Readonly<Record<string, (node: Printable) => string>> = {
  Document: (node) => all(node["definitions"]),
  OperationDefinition: (node) =>
    String(node["operation"]) +
    optional(" ", node["name"]) +
    all(node["variableDefinitions"], "(", ")") +
    body(node),
  FragmentDefinition: (node) =>
    `fragment ${show(node["name"])} on ${show(node["typeCondition"])}${body(node)}`,
  VariableDefinition: (node) =>
    `${show(node["variable"])}:${show(node["type"])}${optional("=", node["defaultValue"])}${body(node)}`,
  SelectionSet: (node) => all(node["selections"], "{", "}"),
  Field: (node) => optional("", node["alias"], ":") + called(node) + body(node),
  FragmentSpread: (node) => `...${show(node["name"])}${body(node)}`,
  InlineFragment: (node) => `...${optional("on ", node["typeCondition"])}${body(node)}`,
  Directive: (node) => `@${called(node)}`,
  Argument: pair,
  ObjectField: pair,
  Variable: (node) => `$${show(node["name"])}`,
  ListType: (node) => `[${show(node["type"])}]`,
  NonNullType: (node) => `${show(node["type"])}!`,
  ListValue: (node) => `[${all(node["values"])}]`,
  ObjectValue: (node) => `{${all(node["fields"])}}`,
  NullValue: () => "null",
  StringValue: (node) => JSON.stringify(node["value"]),
};

/** Writes an executable document, as short as it can be. */
export function print(node: ASTNode): string {
  const printable = node as unknown as Printable;
  const printer = PRINTERS[node.kind];
  if (printer) return printer(printable);
  return printable["name"] ? show(printable["name"]) : String(printable["value"]);
}
