import { EmptyState, Dish, SortableList } from "@potluck/ui";
import { useLiveMutation } from "@potluck/urql-client/react";
import { useMemo, useRef } from "react";

import { DinnerMembersFragment } from "~/features/guests/dinner-members.ts";
import { graphql, readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

import { ChecklistRow } from "./checklist-row.tsx";
import { ChecklistSummary } from "./checklist-summary.tsx";
import { AddItem, ChangeItem, ChecklistRowFragment, RemoveItem } from "./item-changes.ts";
import { ItemComposer } from "./item-composer.tsx";
import { byPosition, positionAtEnd, positionBetween } from "./position.ts";
import { useChangesAnnounced } from "./use-changes-announced.ts";
import { useUndoableRemoval } from "./use-undoable-removal.ts";

export const ChecklistFragment = graphql(
  `
    fragment Checklist on dinners {
      id
      items(order_by: [{ position: asc }, { id: asc }]) {
        id
        ...ChecklistRow
      }
      ...DinnerMembers
    }
  `,
  [ChecklistRowFragment, DinnerMembersFragment],
);

/** Who brings what. Without `canEdit` it is a list to read. */
export function Checklist(props: { dinner: FragmentOf<typeof ChecklistFragment>; canEdit: boolean }) {
  const { canEdit } = props;
  const dinner = readFragment(ChecklistFragment, props.dinner);
  const members = readFragment(DinnerMembersFragment, dinner).members;
  const items = useMemo(() => {
    return dinner.items.map((item) => readFragment(ChecklistRowFragment, item)).sort(byPosition);
  }, [dinner.items]);
  const people = useMemo(
    () => members.map(({ user }) => ({ id: user.id, name: user.display_name })),
    [members],
  );
  const section = useRef<HTMLElement>(null);
  const composer = useRef<HTMLInputElement>(null);

  const [add] = useLiveMutation(AddItem);
  const [change] = useLiveMutation(ChangeItem);
  const [remove] = useLiveMutation(RemoveItem);
  const removeItem = useUndoableRemoval({ section, composer, remove, add });
  const announcement = useChangesAnnounced(items);

  function addItem(title: string, isPrivate: boolean): void {
    const id = crypto.randomUUID();
    const position = positionAtEnd(items);
    announcement.expect(id);
    const item = {
      id,
      dinner_id: dinner.id,
      title,
      position,
      is_private: isPrivate,
      done: false,
      assignee_id: null,
    };
    void add({ item });
  }

  function changeItem(id: string, set: Parameters<typeof change>[0]["set"]): void {
    announcement.expect(id);
    void change({ id, set });
  }

  function moveItem(id: string, between: { previous: string | null; next: string | null }): void {
    const others = items.filter((item) => item.id !== id);
    changeItem(id, { position: positionBetween(others, between.previous, between.next) });
  }

  function moveBy(index: number, step: -1 | 1): void {
    const item = items[index];
    if (!item) return;
    const others = items.filter(({ id }) => id !== item.id);
    const at = index + step;
    moveItem(item.id, { previous: others[at - 1]?.id ?? null, next: others[at]?.id ?? null });
  }

  return (
    <section ref={section} aria-labelledby="checklist-heading">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 id="checklist-heading" className="text-heading">
          Who brings what
        </h2>
        <ChecklistSummary items={items} />
      </div>
      {items.length === 0 ? (
        <EmptyState art={<Dish seed={dinner.id} isEmpty />} title="An empty table">
          {canEdit
            ? "Add the first thing below: a dish, a bottle, an extra chair."
            : "Nothing is on the list yet. It appears here the moment somebody adds it."}
        </EmptyState>
      ) : (
        <SortableList
          label="Checklist"
          rows={items}
          keyOf={(item) => item.id}
          nameOf={(item) => item.title}
          onMove={canEdit ? moveItem : undefined}
          className="border-t border-line"
        >
          {(item, handle) => {
            const index = items.indexOf(item);
            return (
              <ChecklistRow
                item={item}
                people={people}
                handle={handle}
                canEdit={canEdit}
                isFirst={index === 0}
                isLast={index === items.length - 1}
                onChange={(set) => changeItem(item.id, set)}
                onMove={(step) => moveBy(index, step)}
                onRemove={() => {
                  announcement.expect(item.id);
                  removeItem(item, items);
                }}
              />
            );
          }}
        </SortableList>
      )}
      {canEdit ? <ItemComposer inputRef={composer} onAdd={addItem} /> : null}
      <output className="sr-only">{announcement.text}</output>
    </section>
  );
}
