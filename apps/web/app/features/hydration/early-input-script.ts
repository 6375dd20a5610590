/** What a person did last with one control before React could hear of it. */
export interface EarlyInput {
  /** When, on the clock of `performance.now()`. */
  at: number;
  /** Shows that a press was noticed. */
  sign?: Animation;
  /** What a checkbox or a radio button was set to. */
  checked?: boolean;
  /** What a list was set to. */
  value?: string;
}

/** What {@link earlyInputScript} keeps for the page's own scripts. */
export interface EarlyInputKeeper {
  /** By control, in order. */
  kept: Map<Element, EarlyInput>;
  /** How long a press is worth doing, in milliseconds; by then whoever pressed has given it up. */
  patience: number;
  /** React listens from now on; it makes up for missed presses itself, by hydrating at once. */
  handOver: () => void;
  /** The page is hydrated. */
  stop: () => void;
}

declare global {
  interface Window {
    earlyInput?: EarlyInputKeeper;
  }
}

/** Runs in the page as text, so nothing outside of it can be used in it. */
function keepEarlyInput(): void {
  const kept: EarlyInputKeeper["kept"] = new Map();
  const patience = 10_000;
  const listening = new AbortController();
  const options = { capture: true, signal: listening.signal };
  let isHandedOver = false;

  // Who presses twice in impatience means it once, and the last time counts.
  function keep(control: Element, input: EarlyInput): void {
    kept.delete(control);
    kept.set(control, input);
  }
  function forget(): void {
    for (const { sign } of kept.values()) sign?.cancel();
    kept.clear();
  }
  function onClick({ target, timeStamp: at }: Event): void {
    if (!(target instanceof Element)) return;
    const button = target.closest("button[type=button]");
    if (target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type)) {
      // Also after the hand-over: hydrating within the click, React takes the new state for the old one.
      keep(target, { at, checked: target.checked });
    } else if (button && !isHandedOver) {
      // An animation, because React would complain of an attribute that it doesn't know.
      const sign = kept.get(button)?.sign ?? button.animate({ opacity: [0.55, 0.55] }, patience);
      keep(button, { at, sign });
    } else if (target.closest("a[href]")) forget();
  }
  function onChange({ target, timeStamp: at }: Event): void {
    if (target instanceof HTMLSelectElement && !isHandedOver) keep(target, { at, value: target.value });
  }
  addEventListener("click", onClick, options);
  addEventListener("change", onChange, options);
  // Whoever leaves doesn't want the rest any more.
  addEventListener("submit", forget, options);
  addEventListener("beforeunload", forget, options);
  window.earlyInput = {
    kept,
    patience,
    handOver: () => (isHandedOver = true),
    stop: () => listening.abort(),
  };
}

/**
 * The source of the script that keeps what people do while the page is not ours yet, for `ReplayEarlyInput` to do it once
 * the page is. It belongs in the head of every page, before anything that can be pressed. Empty in the browser, which
 * has run it by then.
 */
export const earlyInputScript = import.meta.env.SSR ? `(${keepEarlyInput.toString()})()` : "";
