/**
 * Stands where the dinner will be, in its shape. The page arrives with it, before anybody knows whose dinner it is; on a warm path the
 * dinner is there before it shows.
 */
export function Waiting() {
  return (
    <div aria-busy="true">
      <h1 className="sr-only">Your next dinner</h1>
      <output className="sr-only">Looking up your next dinner</output>
      <div aria-hidden="true" className="animate-appear space-y-4 [animation-delay:400ms]">
        <div className="h-5 w-44 rounded-full bg-sunken" />
        <div className="h-11 w-4/5 rounded-control bg-sunken" />
        <div className="h-9 w-32 rounded-full bg-sunken" />
        <div className="mt-12 h-8 w-36 rounded-control bg-sunken" />
        <div className="h-14 w-full rounded-control bg-sunken" />
        <div className="h-14 w-full rounded-control bg-sunken" />
      </div>
    </div>
  );
}
