import { Checkbox, classNames } from "@potluck/ui";
import { useLiveMutation } from "@potluck/urql-client/react";
import { Link } from "@remix-run/react";

import { ChangeItem, ChecklistRowFragment } from "~/features/checklist/item-changes.ts";
import { readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

/** Props of {@link WhatIBring}. */
export interface WhatIBringProps {
  items: readonly FragmentOf<typeof ChecklistRowFragment>[];
  /** How many things nobody brings yet. */
  open: number;
  canEdit: boolean;
  dinnerId: string;
}

/** The person's own lines of the checklist, to be ticked off on the way out. */
export function WhatIBring({ items, open, canEdit, dinnerId }: WhatIBringProps) {
  const [change] = useLiveMutation(ChangeItem);
  return (
    <section aria-labelledby="bring-heading" className="mt-10">
      <h2 id="bring-heading" className="text-heading">
        You bring
      </h2>
      {items.length > 0 ? (
        <ul aria-labelledby="bring-heading" className="mt-3 border-t border-line">
          {items.map((each) => {
            const { id, title, done } = readFragment(ChecklistRowFragment, each);
            const words = classNames(
              "min-w-0 flex-1 wrap-anywhere",
              done && "text-ink-soft line-through decoration-line-strong",
            );
            return (
              <li key={id} className="flex min-h-14 items-center border-b border-line">
                {canEdit ? (
                  <Checkbox
                    isSelected={done}
                    onChange={(isDone) => void change({ id, set: { done: isDone } })}
                    className="w-full"
                  >
                    <span className={words}>{title}</span>
                  </Checkbox>
                ) : (
                  <p className={words}>
                    {title}
                    {done ? <span className="sr-only"> (ready)</span> : null}
                  </p>
                )}
              </li>
            );
          })}
        </ul>
      ) : (
        <p className="mt-2 text-ink-soft">Nothing so far.</p>
      )}
      <Link to={`/dinners/${dinnerId}`} className="link mt-3 inline-flex min-h-11 items-center">
        {open > 0 ? `${open === 1 ? "One thing" : `${open} things`} nobody brings yet` : "The whole list"}
      </Link>
    </section>
  );
}
