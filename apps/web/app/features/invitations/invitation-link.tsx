import { Button, Icon } from "@potluck/ui";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";

const never = () => () => {};

/** A link that was just made: to be copied now, because it is not shown again. */
export function InvitationLink({ path }: { path: string }) {
  const origin = useSyncExternalStore(
    never,
    () => window.location.origin,
    () => "",
  );
  const link = `${origin}${path}`;
  const [isCopied, setIsCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  async function copy(): Promise<void> {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
      setIsCopied(true);
    } catch {
      // The browser doesn't let us: the link is selected, ready to be copied by hand.
    }
  }

  return (
    <div className="mt-6 animate-rise rounded-card bg-ready-soft p-4">
      <p className="mb-3 text-[0.9375rem]">
        <strong className="font-semibold">The link is ready.</strong> Copy it now: it is not shown again.
      </p>
      <div className="flex gap-2">
        <input
          ref={field}
          readOnly
          aria-label="Invitation link"
          value={link}
          onFocus={(event) => event.currentTarget.select()}
          className="min-h-11 min-w-0 flex-1 rounded-control bg-surface px-3 text-caption inset-ring inset-ring-line-strong/70"
        />
        <Button onClick={() => void copy()}>
          <Icon name={isCopied ? "check" : "copy"} />
          <span aria-live="polite">{isCopied ? "Copied" : "Copy"}</span>
        </Button>
      </div>
    </div>
  );
}
