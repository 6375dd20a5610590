import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

/** Props of {@link Dialog}. */
export interface DialogProps {
  title: string;
  /** `alertdialog` when the dialog asks before something that cannot be taken back. */
  role?: "dialog" | "alertdialog";
  onClose: () => void;
  children: ReactNode;
}

/**
 * An open modal dialog. On a phone it rises from the bottom edge, where thumbs are. Focus stays inside and returns
 * to where it came from; Escape and a press outside close it.
 */
export function Dialog({ title, role = "dialog", onClose, children }: DialogProps) {
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      className="fixed inset-0 z-40 flex animate-appear items-end justify-center bg-scrim sm:items-center sm:p-6"
    >
      <Modal className="w-full max-w-lg animate-rise outline-none">
        <AriaDialog
          role={role}
          className="max-h-[min(90dvh,46rem)] overflow-auto rounded-t-card bg-surface p-6 pb-8 shadow-overlay ring ring-line outline-none sm:rounded-card sm:p-8"
        >
          <Heading slot="title" className="mb-5 text-heading">
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
