import {
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";

import { Button } from "../button.tsx";
import { classNames } from "../class-names.ts";
import { Icon } from "../icon.tsx";

/** A short message about what happened to the person's work. */
export interface ToastMessage {
  text: string;
  detail?: string;
  tone?: "info" | "danger";
  /** What can be done about it, such as trying again or undoing. */
  action?: { label: string; run: () => void };
  /** Called when the message is gone, by whatever way. */
  onClose?: () => void;
}

const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 3 });

/**
 * Puts a message into the region.
 *
 * @param message What happened. Messages of tone `danger` stay until they are closed; others leave after 8 seconds.
 * @returns Closes the message.
 */
export function show(message: ToastMessage): () => void {
  const { tone, onClose } = message;
  const key = queue.add(message, { ...(tone === "danger" ? {} : { timeout: 8_000 }), onClose });
  return () => queue.close(key);
}

/** Where messages appear: a landmark that F6 reaches, announced politely, over the page and never moving it. */
export function MessageRegion() {
  return (
    <ToastRegion
      queue={queue}
      aria-label="Messages"
      className="fixed inset-x-4 bottom-24 z-50 mx-auto flex max-w-md flex-col-reverse gap-2 rounded-card outline-none sm:right-6 lg:bottom-6 sm:left-auto sm:mx-0 sm:w-[26rem]"
    >
      {({ toast }) => <Toast toast={toast} />}
    </ToastRegion>
  );
}

type ToastProps = { toast: Parameters<typeof AriaToast<ToastMessage>>[0]["toast"] };

function Toast({ toast }: ToastProps) {
  const { text, detail, tone = "info", action } = toast.content;
  return (
    <AriaToast
      toast={toast}
      className="flex animate-rise items-center gap-2 rounded-card bg-ink py-2 pr-2 pl-5 text-paper shadow-overlay"
    >
      <span
        aria-hidden="true"
        className={classNames(
          "size-2.5 shrink-0 rounded-full",
          tone === "danger" ? "bg-tomato" : "bg-saffron",
        )}
      />
      <ToastContent className="min-w-0 flex-1 py-2 pl-1.5 text-[0.9375rem] leading-snug">
        <Text slot="title" className="font-medium">
          {text}
        </Text>
        {detail ? (
          <Text slot="description" className="mt-0.5 block text-caption opacity-80">
            {detail}
          </Text>
        ) : null}
      </ToastContent>
      {action ? (
        <Button
          variant="quiet"
          className="text-paper! hover:bg-paper/15!"
          onClick={() => {
            queue.close(toast.key);
            action.run();
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <Button
        variant="quiet"
        size="icon"
        aria-label="Close message"
        className="text-paper! hover:bg-paper/15!"
        onClick={() => queue.close(toast.key)}
      >
        <Icon name="close" />
      </Button>
    </AriaToast>
  );
}
