import { GraphQLIncludeDirective, GraphQLSkipDirective, Kind } from "graphql";
import type {
  DirectiveNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  SelectionSetNode,
} from "graphql";
import { GraphQLRequestError } from "../errors.ts";
import { Input } from "./input.ts";
import type { RequestVariables } from "./request-variables.ts";

/** A field of a selection set; the same field asked for several times is one, with all its sub-selections. */
export interface SelectedField {
  alias: string;
  name: string;
  nodes: readonly [FieldNode, ...FieldNode[]];
  /** Hasura's JSONPath to the field, fragments included. */
  path: string;
}

/** What a document gives to the planner besides the operation. */
export interface DocumentContext {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: RequestVariables;
}

/**
 * Flattens a selection set: fragments spread, `@skip` and `@include` applied, equal response keys merged, in order.
 *
 * @throws GraphQLRequestError for an unknown fragment or fragments that form a cycle.
 */
export function collectFields(
  sets: readonly (SelectionSetNode | undefined)[],
  type: GraphQLObjectType,
  document: DocumentContext,
  path: string,
): SelectedField[] {
  const fields = new Map<
    string,
    { alias: string; name: string; nodes: [FieldNode, ...FieldNode[]]; path: string }
  >();
  const visit = (set: SelectionSetNode, at: string, open: readonly string[]): void => {
    for (const selection of set.selections) {
      if (!isIncluded(selection.directives ?? [], document, at)) continue;
      if (selection.kind === Kind.FIELD) {
        const alias = selection.alias?.value ?? selection.name.value;
        const known = fields.get(alias);
        if (known === undefined) {
          fields.set(alias, {
            alias,
            name: selection.name.value,
            nodes: [selection],
            path: `${at}.${alias}`,
          });
        } else if (known.name === selection.name.value) {
          known.nodes.push(selection);
        } else {
          throw new GraphQLRequestError(
            "validation-failed",
            `selection of both '${known.name}' and '${selection.name.value}' specify the same response name, '${alias}'`,
            { path: at },
          );
        }
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        if (condition === undefined || condition === type.name) visit(selection.selectionSet, at, open);
      } else {
        const name = selection.name.value;
        const fragment = document.fragments.get(name);
        if (fragment === undefined) {
          throw new GraphQLRequestError("validation-failed", `reference to undefined fragment '${name}'`, {
            path: `${at}.${name}`,
          });
        }
        if (open.includes(name)) {
          throw new GraphQLRequestError(
            "validation-failed",
            `the fragment definition(s) ${open.slice(open.indexOf(name)).join(" and ")} form a cycle`,
            { path: at },
          );
        }
        if (fragment.typeCondition.name.value === type.name) {
          visit(fragment.selectionSet, `${at}.${name}.selectionSet`, [...open, name]);
        }
      }
    }
  };
  for (const set of sets) if (set !== undefined) visit(set, path, []);
  return [...fields.values()];
}

function isIncluded(directives: readonly DirectiveNode[], document: DocumentContext, path: string): boolean {
  for (const directive of directives) {
    const name = directive.name.value;
    if (name !== "include" && name !== "skip") continue;
    const definition = name === "include" ? GraphQLIncludeDirective : GraphQLSkipDirective;
    const argument = directive.arguments?.find((entry) => entry.name.value === "if");
    const type = definition.args[0]?.type;
    if (argument === undefined || type === undefined) {
      throw new GraphQLRequestError("validation-failed", `missing required argument 'if' of '@${name}'`, {
        path,
      });
    }
    const input = Input.fromNode(argument.value, type, `${path}.${name}`, document.variables);
    const condition = input?.constant();
    if (typeof condition !== "boolean") {
      throw new GraphQLRequestError("validation-failed", `expected a boolean for '@${name}'`, { path });
    }
    if (condition !== (name === "include")) return false;
  }
  return true;
}

/** The sub-selections of a field that was asked for once or several times. */
export function subSelections(field: SelectedField): (SelectionSetNode | undefined)[] {
  return field.nodes.map((node) => node.selectionSet);
}
