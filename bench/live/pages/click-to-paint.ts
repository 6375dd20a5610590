declare global {
  interface Window {
    /** Milliseconds from each click to the frame that shows it. */
    painted: number[];
  }
}

/** Notes of every click how long it takes until the button is on screen in its other state. */
export function watchClicks(): void {
  window.painted = [];
  document.addEventListener(
    "click",
    ({ target, timeStamp }) => {
      const button = target as HTMLElement;
      const before = button.getAttribute("aria-pressed");
      const look = () => {
        if (button.getAttribute("aria-pressed") === before) return void requestAnimationFrame(look);
        // Behind the frame's layout and paint.
        const channel = new MessageChannel();
        channel.port1.onmessage = () => void window.painted.push(performance.now() - timeStamp);
        channel.port2.postMessage(null);
      };
      requestAnimationFrame(look);
    },
    { capture: true },
  );
}
