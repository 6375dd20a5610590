import { BreadDish } from "./dishes/bread-dish.tsx";
import { FishDish } from "./dishes/fish-dish.tsx";
import { GreensDish } from "./dishes/greens-dish.tsx";
import { LemonDish } from "./dishes/lemon-dish.tsx";
import { PlumDish } from "./dishes/plum-dish.tsx";
import { TomatoDish } from "./dishes/tomato-dish.tsx";
import { Glass } from "./scene/glass.tsx";
import { Guest } from "./scene/guest.tsx";
import { Place } from "./scene/place.tsx";

const served = [
  { at: "translate(182 300) scale(.98)", food: LemonDish },
  { at: "translate(452 296) scale(1.1)", food: TomatoDish },
  { at: "translate(730 302) scale(1.18)", food: FishDish },
  { at: "translate(1006 296) scale(1.1)", food: GreensDish },
  { at: "translate(1262 302) scale(.98)", food: PlumDish },
] as const;

/** A long table from above, laid and full of people: what all of this is for. Decoration. */
export function TableScene({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 1440 600" preserveAspectRatio="xMidYMid slice" aria-hidden="true" className={className}>
      <rect x={-200} y={118} width={1840} height={372} rx={26} className="fill-ink/7" />
      <rect x={-200} y={108} width={1840} height={372} rx={26} className="fill-cloth" />
      <path d="M-200 136H1640M-200 452H1640" className="stroke-cloth-line" strokeWidth={3} />
      <path d="M-200 146H1640M-200 442H1640" className="stroke-cloth-line" strokeWidth={1.5} />

      {[96, 320, 590, 868, 1140, 1372].map((x) => (
        <Place key={x} transform={`translate(${x} 194) rotate(180)`} />
      ))}
      {[182, 452, 730, 1006, 1262].map((x) => (
        <Place key={x} transform={`translate(${x} 410)`} />
      ))}
      {served.map(({ at, food: Food }) => (
        <g key={at} transform={at}>
          <ellipse cx={3} cy={6} rx={78} ry={77} className="fill-ink/8" />
          <circle r={77} className="fill-china" />
          <circle r={70} className="fill-china-shade/60" />
          <Food />
        </g>
      ))}
      <g transform="translate(594 322) rotate(12) scale(.78)">
        <rect x={-84} y={-52} width={168} height={112} rx={18} className="fill-crust-deep" />
        <rect x={-84} y={-58} width={168} height={112} rx={18} className="fill-crust" />
        <BreadDish />
      </g>
      <Glass transform="translate(316 318)" fill="fill-wine" />
      <Glass transform="translate(352 286) scale(.9)" fill="fill-butter" />
      <Glass transform="translate(872 330)" fill="fill-wine" />
      <Glass transform="translate(868 276) scale(.9)" fill="fill-saffron" />
      <Glass transform="translate(1134 320)" fill="fill-butter" />
      <Glass transform="translate(60 318)" fill="fill-wine" />
      <Glass transform="translate(1392 312)" fill="fill-wine" />

      <Guest
        transform="translate(96 66) rotate(180)"
        shirt="text-leaf"
        skin="fill-skin-1"
        hair="fill-hair-2"
        look="tail"
      />
      <Guest
        transform="translate(320 60) rotate(180)"
        shirt="text-saffron"
        skin="fill-skin-3"
        hair="fill-hair-1"
        right="44 -150"
      />
      <Guest
        transform="translate(590 66) rotate(180)"
        shirt="text-slate"
        skin="fill-skin-1"
        hair="fill-hair-3"
      />
      <Guest
        transform="translate(868 62) rotate(180)"
        shirt="text-plum-flesh"
        skin="fill-skin-2"
        hair="fill-hair-1"
        look="bun"
        left="-58 -138"
      />
      <Guest
        transform="translate(1140 66) rotate(180)"
        shirt="text-crust"
        skin="fill-skin-1"
        hair="fill-hair-1"
      />
      <Guest
        transform="translate(1372 62) rotate(180)"
        shirt="text-leaf-deep"
        skin="fill-skin-3"
        hair="fill-hair-1"
        look="bun"
      />

      <Guest
        transform="translate(182 544)"
        shirt="text-tomato"
        skin="fill-skin-2"
        hair="fill-hair-1"
        look="bun"
      />
      <Guest
        transform="translate(452 540)"
        shirt="text-slate-deep"
        skin="fill-skin-1"
        hair="fill-hair-2"
        right="92 -150"
      />
      <Guest transform="translate(730 546)" shirt="text-leaf" skin="fill-skin-3" hair="fill-hair-1" />
      <Guest
        transform="translate(1006 540)"
        shirt="text-tomato"
        skin="fill-skin-1"
        hair="fill-hair-3"
        look="tail"
      />
      <Guest
        transform="translate(1262 546)"
        shirt="text-saffron"
        skin="fill-skin-2"
        hair="fill-hair-1"
        left="-70 -120"
      />
    </svg>
  );
}
