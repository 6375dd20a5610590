import { Button, Dialog } from "@potluck/ui";

/** Props of {@link CancelBookingDialog}. */
export interface CancelBookingDialogProps {
  /** Its name. */
  restaurant: string;
  isConfirmed: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before a table is given back, or a request for one taken back. */
export function CancelBookingDialog({
  restaurant,
  isConfirmed,
  onConfirm,
  onClose,
}: CancelBookingDialogProps) {
  const what = isConfirmed ? "table" : "request";
  return (
    <Dialog role="alertdialog" title={`Cancel the ${what} at ${restaurant}?`} onClose={onClose}>
      <p className="text-ink-soft">
        {isConfirmed
          ? `${restaurant} gives it to somebody else, and all guests see that. For another time or more seats, change the table instead: that gives this one back too, and ${restaurant} is asked anew.`
          : `${restaurant} is told that nobody comes, and all guests see that. You can ask again at any time.`}
      </p>
      <div className="mt-7 flex flex-wrap justify-end gap-3">
        <Button variant="quiet" onClick={onClose}>
          Keep it
        </Button>
        <Button variant="danger" onClick={onConfirm}>
          {`Cancel the ${what}`}
        </Button>
      </div>
    </Dialog>
  );
}
