import { BreadDish } from "./dishes/bread-dish.tsx";
import { EggDish } from "./dishes/egg-dish.tsx";
import { FishDish } from "./dishes/fish-dish.tsx";
import { GreensDish } from "./dishes/greens-dish.tsx";
import { LemonDish } from "./dishes/lemon-dish.tsx";
import { PlumDish } from "./dishes/plum-dish.tsx";
import { TomatoDish } from "./dishes/tomato-dish.tsx";
import { stableHash } from "./person-colour.ts";

const dishes = {
  bread: BreadDish,
  egg: EggDish,
  fish: FishDish,
  greens: GreensDish,
  lemon: LemonDish,
  plum: PlumDish,
  tomato: TomatoDish,
} as const;

/** Name of a drawing that {@link Dish} knows. */
export type DishName = keyof typeof dishes;

const names = Object.keys(dishes) as DishName[];

/** Props of {@link Dish}: a drawing by its name, or the one that always belongs to an id. */
export type DishProps = ({ name: DishName } | { seed: string }) & { className?: string; isEmpty?: boolean };

/** A plate seen from above, with something on it. Decoration: it says nothing to assistive technology. */
export function Dish(props: DishProps) {
  const name = "name" in props ? props.name : (names[stableHash(props.seed) % names.length] ?? "tomato");
  const Food = dishes[name];
  return (
    <svg viewBox="-100 -100 200 200" aria-hidden="true" className={props.className}>
      <ellipse cx={3} cy={6} rx={95} ry={94} className="fill-ink/8" />
      <circle r={94} className="fill-china" />
      <circle r={72} className="fill-none stroke-china-shade" strokeWidth={2.5} />
      {props.isEmpty ? null : <Food />}
    </svg>
  );
}
