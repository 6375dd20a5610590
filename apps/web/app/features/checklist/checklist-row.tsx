import { Avatar, Checkbox, classNames, Icon } from "@potluck/ui";
import type { Person } from "@potluck/ui";
import type { ResultOf, VariablesOf } from "~/graphql.ts";
import { useState } from "react";
import type { ReactNode } from "react";

import { AssigneeButton } from "./assignee-button.tsx";
import type { ChangeItem, ChecklistRowFragment } from "./item-changes.ts";
import { ItemMenu } from "./item-menu.tsx";
import { ItemTitle } from "./item-title.tsx";

/** Props of {@link ChecklistRow}. */
export interface ChecklistRowProps {
  item: ResultOf<typeof ChecklistRowFragment>;
  people: readonly Person[];
  handle: ReactNode;
  canEdit: boolean;
  isFirst: boolean;
  isLast: boolean;
  onChange: (set: VariablesOf<typeof ChangeItem>["set"]) => void;
  onMove: (step: -1 | 1) => void;
  onRemove: () => void;
}

/** One thing to bring: whether it is ready, what it is, who brings it. */
export function ChecklistRow(props: ChecklistRowProps) {
  const { item, people, handle, canEdit, isFirst, isLast, onChange, onMove, onRemove } = props;
  const [isRenaming, setIsRenaming] = useState(false);
  const assignee = item.assignee ? { id: item.assignee.id, name: item.assignee.display_name } : null;

  return (
    <div data-item={item.id} className="flex min-h-14 items-center border-b border-line py-1">
      {handle}
      {canEdit ? (
        <Checkbox aria-label={item.title} isSelected={item.done} onChange={(done) => onChange({ done })} />
      ) : (
        <ReadOnlyTick isDone={item.done} />
      )}
      <div className="min-w-0 flex-1 pl-1.5">
        <ItemTitle
          title={item.title}
          isDone={item.done}
          isRenaming={isRenaming}
          onRename={canEdit ? setIsRenaming : undefined}
          onChange={(title) => onChange({ title })}
        />
        {item.is_private ? (
          <p className="-mt-0.5 mb-1 flex pl-2 items-center gap-1 text-caption text-ink-soft">
            <Icon name="lock" className="size-3.5" />
            Only you see this
          </p>
        ) : null}
      </div>
      {canEdit ? (
        <>
          <AssigneeButton
            title={item.title}
            assignee={assignee}
            people={people}
            onAssign={(assignee_id) => onChange({ assignee_id })}
          />
          <ItemMenu
            title={item.title}
            isPrivate={item.is_private}
            isFirst={isFirst}
            isLast={isLast}
            onRename={() => setIsRenaming(true)}
            onMove={onMove}
            onPrivateChange={(is_private) => onChange({ is_private })}
            onRemove={onRemove}
          />
        </>
      ) : assignee ? (
        <Avatar person={assignee} />
      ) : null}
    </div>
  );
}

function ReadOnlyTick({ isDone }: { isDone: boolean }) {
  return (
    <span
      className={classNames(
        "mr-2.5 grid size-6 shrink-0 place-items-center rounded-full",
        isDone ? "bg-ready-soft text-ready" : "inset-ring-[1.5px] inset-ring-line",
      )}
    >
      <span className="sr-only">{isDone ? "Ready: " : "Not ready yet: "}</span>
      {isDone ? <Icon name="check" className="size-4" /> : null}
    </span>
  );
}
