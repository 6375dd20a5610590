import { Avatar, Icon, Menu } from "@potluck/ui";
import type { Person } from "@potluck/ui";
import { useRef, useState } from "react";

const nobody = "nobody";

/** Props of {@link AssigneeButton}. */
export interface AssigneeButtonProps {
  title: string;
  assignee: Person | null;
  people: readonly Person[];
  onAssign: (personId: string | null) => void;
}

/** Who brings it; a press lets one choose. */
export function AssigneeButton({ title, assignee, people, onAssign }: AssigneeButtonProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        ref={trigger}
        type="button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={
          assignee ? `${assignee.name} brings ${title}. Change` : `Nobody brings ${title} yet. Choose`
        }
        title={assignee ? assignee.name : "Nobody yet"}
        onClick={() => setIsOpen(true)}
        className="grid size-11 shrink-0 place-items-center rounded-full text-ink-soft hover:bg-sunken hover:text-ink"
      >
        {assignee ? (
          <Avatar person={assignee} isDecorative />
        ) : (
          <span className="grid size-9 place-items-center rounded-full border-[1.5px] border-dashed border-line-strong">
            <Icon name="person" className="size-4.5" />
          </span>
        )}
      </button>
      {isOpen ? (
        <Menu
          triggerRef={trigger}
          label={`Who brings ${title}?`}
          onClose={() => setIsOpen(false)}
          onChoose={(id) => {
            setIsOpen(false);
            onAssign(id === nobody ? null : id);
          }}
          choices={[
            ...people.map((person) => ({
              id: person.id,
              label: person.name,
              start: <Avatar person={person} size="small" isDecorative />,
              isSelected: person.id === assignee?.id,
            })),
            {
              id: nobody,
              label: "Nobody yet",
              start: <span className="size-7 rounded-full border-[1.5px] border-dashed border-line-strong" />,
              isSelected: !assignee,
            },
          ]}
        />
      ) : null}
    </>
  );
}
