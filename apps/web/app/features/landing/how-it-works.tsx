import { Avatar, Container, Icon } from "@potluck/ui";
import type { ReactNode } from "react";

const people = [
  { id: "ada", name: "Ada Fern" },
  { id: "ben", name: "Ben Osei" },
  { id: "cleo", name: "Cleo Marsh" },
] as const;

const list = [
  { title: "Sourdough, two loaves", by: people[1], isReady: true },
  { title: "Roast tomatoes", by: people[0], isReady: true },
  { title: "Something fizzy", by: people[2], isReady: false },
  { title: "Extra chairs", by: null, isReady: false },
];

/** What one does with it, in three sentences and a specimen. */
export function HowItWorks() {
  return (
    <Container className="grid gap-x-24 gap-y-14 py-20 lg:grid-cols-[1fr_minmax(0,27rem)] lg:py-32">
      <ol className="space-y-10">
        <Step title="Say what and when">A name and a time make a dinner. Everything else can wait.</Step>
        <Step title="Send one link">
          Friends follow it and are in. You decide who may edit and who may only look.
        </Step>
        <Step title="Fill the table">
          Add a dish, put your name to it, tick it off. Nobody brings the third potato salad, because
          everybody sees the list as it is right now.
        </Step>
      </ol>
      <Specimen />
    </Container>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li className="border-t border-line pt-5">
      <h2 className="text-heading">{title}</h2>
      <p className="mt-2 max-w-[46ch] text-ink-soft">{children}</p>
    </li>
  );
}

function Specimen() {
  return (
    <figure className="self-start rounded-card bg-surface p-6 shadow-overlay ring ring-line/70 sm:p-8 lg:-rotate-1">
      <figcaption className="sr-only">
        A checklist: four things, three with the face of a friend beside them, two ticked off
      </figcaption>
      <p aria-hidden="true" className="font-display text-heading">
        Sunday lunch in the garden
      </p>
      <ul aria-hidden="true" className="mt-4">
        {list.map(({ title, by, isReady }) => (
          <li key={title} className="flex min-h-14 items-center gap-3 border-t border-line">
            <span
              className={
                isReady
                  ? "grid size-6 place-items-center rounded-full bg-ready text-surface"
                  : "size-6 rounded-full inset-ring-[1.5px] inset-ring-line-strong"
              }
            >
              {isReady ? <Icon name="check" className="size-4" /> : null}
            </span>
            <span className={isReady ? "flex-1 text-ink-soft line-through decoration-1" : "flex-1"}>
              {title}
            </span>
            {by ? (
              <Avatar person={by} size="small" isDecorative />
            ) : (
              <span className="size-7 rounded-full border-[1.5px] border-dashed border-line-strong" />
            )}
          </li>
        ))}
      </ul>
    </figure>
  );
}
