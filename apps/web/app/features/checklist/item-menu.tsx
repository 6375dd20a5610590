import { Icon, Menu } from "@potluck/ui";
import { useRef, useState } from "react";

/** Props of {@link ItemMenu}. */
export interface ItemMenuProps {
  title: string;
  isPrivate: boolean;
  isFirst: boolean;
  isLast: boolean;
  onRename: () => void;
  onMove: (step: -1 | 1) => void;
  onPrivateChange: (isPrivate: boolean) => void;
  onRemove: () => void;
}

/** What else can be done with a line of the checklist. */
export function ItemMenu(props: ItemMenuProps) {
  const { title, isPrivate, isFirst, isLast, onRename, onMove, onPrivateChange, onRemove } = props;
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const actions: Record<string, () => void> = {
    rename: onRename,
    up: () => onMove(-1),
    down: () => onMove(1),
    private: () => onPrivateChange(!isPrivate),
    remove: onRemove,
  };
  return (
    <>
      <button
        ref={trigger}
        type="button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={`More for ${title}`}
        onClick={() => setIsOpen(true)}
        className="-mr-3 grid size-11 shrink-0 place-items-center rounded-control text-ink-soft hover:bg-sunken hover:text-ink"
      >
        <Icon name="more" />
      </button>
      {isOpen ? (
        <Menu
          triggerRef={trigger}
          label={`More for ${title}`}
          onClose={() => setIsOpen(false)}
          onChoose={(id) => {
            setIsOpen(false);
            // After the menu has given the focus back to its button, the action may take it.
            requestAnimationFrame(() => actions[id]?.());
          }}
          choices={[
            { id: "rename", label: "Rename", start: <Icon name="edit" /> },
            { id: "up", label: "Move up", start: <Icon name="arrowUp" />, isDisabled: isFirst },
            { id: "down", label: "Move down", start: <Icon name="arrowDown" />, isDisabled: isLast },
            {
              id: "private",
              label: isPrivate ? "Show to everybody" : "Keep to myself",
              start: <Icon name={isPrivate ? "people" : "lock"} />,
            },
            { id: "remove", label: "Delete", start: <Icon name="trash" />, isDanger: true },
          ]}
        />
      ) : null}
    </>
  );
}
