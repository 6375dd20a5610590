import { parse } from "@0no-co/graphql.web";
import type { DocumentNode } from "graphql";

/** A node of a module's syntax tree (ESTree), with its place in the code. */
interface Node {
  type: string;
  start: number;
  end: number;
  [part: string]: unknown;
}

/** What is wrong with a document, and where in the module. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
  /** Offset in the code. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

const IMPORT = 'import { compiled as __compiled } from "@potluck/urql-client/compiled";';
const READERS = new Set(["urql", "@urql/core"]);

/**
 * Replaces calls of `graphql("…", [fragments])`, the function that gql.tada makes, by the documents they would give.
 * @param code A module in JavaScript.
 * @param program Its syntax tree (ESTree), as `parseAst` of Vite reads it.
 * @returns The module, with every line where it was; undefined when there is nothing to replace.
 * @throws {@link DocumentError} When a document can't be known before it runs, or is no GraphQL.
 */
export function compileDocuments(code: string, program: unknown): string | undefined {
  const edits: { start: number; end: number; text: string }[] = [];
  let imports = false;
  walk(program, (node) => {
    if (node.type === "ImportDeclaration") return refuseReaders(node);
    const callee = node.type === "CallExpression" && (node["callee"] as Node);
    if (!callee || callee.type !== "Identifier") return;
    // Nothing else needs it once all documents are compiled.
    if (callee["name"] === "initGraphQLTada")
      edits.push({ start: node.start, end: node.start, text: "/* @__PURE__ */ " });
    if (callee["name"] !== "graphql") return;
    imports = true;
    const [text, fragments] = node["arguments"] as (Node | undefined)[];
    const rest = fragments ? `, ${code.slice(fragments.start, fragments.end)}` : "";
    const compiled = `/* @__PURE__ */ __compiled(${compile(text, node)}${rest})`;
    const lines = code.slice(node.start, node.end).split("\n").length - compiled.split("\n").length;
    edits.push({ start: node.start, end: node.end, text: compiled + "\n".repeat(Math.max(0, lines)) });
  });
  if (edits.length === 0) return undefined;
  let result = code;
  for (const { start, end, text } of edits.reverse())
    result = result.slice(0, start) + text + result.slice(end);
  return imports ? `${IMPORT}${result}` : result;
}

/** @returns The arguments of the call that makes the document. */
function compile(text: Node | undefined, call: Node): string {
  const literal = text && textOf(text);
  if (literal === undefined)
    throw new DocumentError("Write the text of a document where `graphql` is called.", call.start);
  let document: DocumentNode;
  try {
    document = parse(literal, { noLocation: true }) as DocumentNode;
  } catch (cause) {
    throw new DocumentError(`This is no GraphQL: ${(cause as Error).message}`, text!.start);
  }
  const definitions = [...document.definitions];
  const [first] = definitions;
  // For types alone, as gql.tada says.
  if (first?.kind === "FragmentDefinition" && first.directives) {
    const directives = first.directives.filter(({ name }) => name.value !== "_unmask");
    definitions[0] = { ...first, directives };
  }
  const json = JSON.stringify(definitions);
  return `${json}, ${hash(json)}`;
}

function textOf(node: Node): string | undefined {
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"];
  const quasis = node["quasis"] as { value: { cooked: string } }[] | undefined;
  return node.type === "TemplateLiteral" && quasis?.length === 1 ? quasis[0]!.value.cooked : undefined;
}

function refuseReaders(node: Node): void {
  if (!READERS.has((node["source"] as Node)["value"] as string)) return;
  for (const { imported } of node["specifiers"] as { imported?: { name: string } }[]) {
    if (imported?.name === "gql")
      throw new DocumentError(
        "`gql` reads documents in the page: write them as `graphql`, or give the plugin `{ readsDocuments: true }`.",
        node.start,
      );
  }
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) for (const each of node) walk(each, visit);
  else if (typeof node === "object" && node !== null) {
    if ("type" in node) visit(node as Node);
    for (const part of Object.values(node)) walk(part, visit);
  }
}

// djb2, as urql takes it.
function hash(text: string): number {
  let found = 5381;
  for (let at = 0; at < text.length; at++) found = (Math.imul(found, 33) + text.charCodeAt(at)) | 0;
  return found;
}
