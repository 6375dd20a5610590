import { Button, Dialog } from "@potluck/ui";
import { useLiveMutation } from "@potluck/urql-client/react";
import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";

import { useClock } from "~/features/time/clock.tsx";
import { wallTimeOf } from "~/features/time/zoned-time.ts";
import { graphql } from "~/graphql.ts";

import { DinnerFields } from "./dinner-fields.tsx";
import type { DinnerErrors } from "./dinner-input.ts";

const ChangeDinner = graphql(`
  mutation ChangeDinner($id: uuid!, $set: dinners_set_input!) {
    update_dinners_by_pk(pk_columns: { id: $id }, _set: $set) {
      id
      title
      starts_at
      notes
    }
  }
`);

/** Props of {@link DinnerDetailsDialog}. */
export interface DinnerDetailsDialogProps {
  dinner: { id: string; title: string; starts_at: string; notes: string };
  onClose: () => void;
}

/** Changes what the dinner is and when it is; everybody sees it at once. */
export function DinnerDetailsDialog({ dinner, onClose }: DinnerDetailsDialogProps) {
  const { timeZone } = useClock();
  const [changeDinner] = useLiveMutation(ChangeDinner);
  const [errors, setErrors] = useState<DinnerErrors>();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (errors) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [errors]);
  // What others change meanwhile must not overwrite what is being written here.
  const [values] = useState(() => ({
    title: dinner.title,
    startsAt: wallTimeOf(dinner.starts_at, timeZone),
    notes: dinner.notes,
  }));

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const written = new FormData(event.currentTarget);
    // The rules come with their library; nobody needs it before the first save.
    const { parseDinner } = await import("./dinner-input.ts");
    const parsed = parseDinner(written);
    if (!parsed.ok) {
      setErrors(parsed.errors);
      return;
    }
    void changeDinner({ id: dinner.id, set: parsed.dinner });
    onClose();
  }

  return (
    <Dialog title="Change details" onClose={onClose}>
      <form ref={form} onSubmit={(event) => void save(event)} noValidate className="flex flex-col gap-5">
        <DinnerFields values={values} errors={errors} timeZone={timeZone} />
        <div className="mt-2 flex flex-wrap justify-end gap-3">
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit">Save</Button>
        </div>
      </form>
    </Dialog>
  );
}
