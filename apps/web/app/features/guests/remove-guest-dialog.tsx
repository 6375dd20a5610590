import { Button, Dialog } from "@potluck/ui";

/** Props of {@link RemoveGuestDialog}. */
export interface RemoveGuestDialogProps {
  name: string;
  isSelf: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before somebody loses sight of a dinner. */
export function RemoveGuestDialog({ name, isSelf, onConfirm, onClose }: RemoveGuestDialogProps) {
  return (
    <Dialog role="alertdialog" title={isSelf ? "Leave this dinner?" : `Remove ${name}?`} onClose={onClose}>
      <p className="text-ink-soft">
        {isSelf
          ? "You won’t see the dinner any more. What you signed up to bring goes back to nobody. To return, you need a new invitation."
          : `${name} loses sight of the dinner at once. What ${name} signed up to bring stays on the list, with nobody’s name on it.`}
      </p>
      <div className="mt-7 flex flex-wrap justify-end gap-3">
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button variant="danger" onClick={onConfirm}>
          {isSelf ? "Leave" : "Remove"}
        </Button>
      </div>
    </Dialog>
  );
}
