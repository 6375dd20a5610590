import { stableHash } from "./person-colour.ts";
import { CasaMaizFront } from "./storefronts/casa-maiz-front.tsx";
import { GreenRoomFront } from "./storefronts/green-room-front.tsx";
import { LongTableFront } from "./storefronts/long-table-front.tsx";
import { NoriAndAshFront } from "./storefronts/nori-and-ash-front.tsx";
import { OsteriaLuciaFront } from "./storefronts/osteria-lucia-front.tsx";
import { SaffronHouseFront } from "./storefronts/saffron-house-front.tsx";

const fronts = {
  "casa-maiz": CasaMaizFront,
  "green-room": GreenRoomFront,
  "long-table": LongTableFront,
  "nori-and-ash": NoriAndAshFront,
  "osteria-lucia": OsteriaLuciaFront,
  "saffron-house": SaffronHouseFront,
} as const;

type FrontName = keyof typeof fronts;

const names = Object.keys(fronts) as FrontName[];

/** Props of {@link Storefront}. */
export interface StorefrontProps {
  /** Which house: a name that is not known always gets the same one of those that are. */
  name: string;
  className?: string;
}

/** A restaurant seen from across the street; it fills its box and keeps the door in the middle. Decoration. */
export function Storefront({ name, className }: StorefrontProps) {
  const known = names.find((each) => each === name) ?? names[stableHash(name) % names.length] ?? "long-table";
  const Front = fronts[known];
  return (
    <svg viewBox="0 0 400 300" preserveAspectRatio="xMidYMid slice" aria-hidden="true" className={className}>
      <path d="M-400-300H800V600H-400Z" className="fill-cloth" />
      <path d="M-400 262H800V600H-400Z" className="fill-cloth-line" />
      <Front />
    </svg>
  );
}
