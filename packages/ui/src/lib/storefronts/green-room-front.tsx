import { Leaf } from "../dishes/leaf.tsx";

const plants = [
  "translate(88 236) rotate(-34)",
  "translate(88 236) rotate(32)",
  "translate(130 238) rotate(-24) scale(1.2)",
  "translate(272 238) rotate(26) scale(1.2)",
  "translate(312 236) rotate(-32)",
  "translate(312 236) rotate(34)",
];
const deepPlants = [
  "translate(88 238) scale(1.3)",
  "translate(130 240) rotate(16) scale(1.5)",
  "translate(272 240) rotate(-16) scale(1.5)",
  "translate(312 238) scale(1.3)",
  "translate(118 116) rotate(150) scale(.8)",
  "translate(126 114) rotate(196) scale(.9)",
  "translate(282 116) rotate(210) scale(.8)",
  "translate(274 114) rotate(164) scale(.9)",
];

/** A glasshouse full of leaves, lit from inside. */
export function GreenRoomFront() {
  return (
    <>
      <path d="M56 262V122L128 52H272L344 122V262Z" className="fill-leaf-deep" />
      <path d="M66 262V128L132 62H268L334 128V262Z" className="fill-butter" />
      <path d="M66 128 132 62H268L334 128Z" className="fill-leaf/35" />
      {deepPlants.map((at) => (
        <Leaf key={at} transform={at} isDeep />
      ))}
      {plants.map((at) => (
        <Leaf key={at} transform={at} />
      ))}
      <path d="M66 236H152V262H66ZM248 236H334V262H248Z" className="fill-crust" />
      <path d="M66 236H152M248 236H334" className="stroke-crust-deep" strokeWidth={5} />
      <path d="M168 262V146H232V262Z" className="fill-china/70" />
      <path
        d="M66 128H334M108 128V236M150 62V262M200 62V262M250 62V262M292 128V236M66 182H150M250 182H334M168 262V146H232V262M168 206H232M108 128 140 62M292 128 260 62"
        className="fill-none stroke-leaf-deep"
        strokeWidth={5}
      />
      <path d="M122 52H278V42H122Z" className="fill-leaf" />
      <circle cx={192} cy={212} r={3} className="fill-leaf-deep" />
      <circle cx={208} cy={212} r={3} className="fill-leaf-deep" />
      <path d="M175 128V136M225 128V136" className="stroke-leaf-deep" strokeWidth={2.5} />
      <circle cx={175} cy={142} r={8} className="fill-saffron" />
      <circle cx={225} cy={142} r={8} className="fill-saffron" />
      <path d="M30 262 36 236H54L60 262ZM340 262 346 236H364L370 262Z" className="fill-tomato" />
      <Leaf transform="translate(45 238) scale(1.1)" />
      <Leaf transform="translate(45 238) rotate(-36)" isDeep />
      <Leaf transform="translate(45 238) rotate(36)" isDeep />
      <Leaf transform="translate(355 238) scale(1.1)" />
      <Leaf transform="translate(355 238) rotate(-36)" isDeep />
      <Leaf transform="translate(355 238) rotate(36)" isDeep />
    </>
  );
}
