function PaperLantern({ x }: { x: number }) {
  return (
    <g transform={`translate(${x} 128)`}>
      <path d="M0-14V0" className="stroke-crust" strokeWidth={3} />
      <path d="M-9 0H9V4H-9ZM-9 50H9V54H-9Z" className="fill-hair-1" />
      <path d="M-9 4H9C20 16 20 38 9 50H-9C-20 38-20 16-9 4Z" className="fill-tomato" />
      <path d="M-16 19H16M-17 27H17M-16 35H16" className="stroke-tomato-deep" strokeWidth={2} />
    </g>
  );
}

/** A dark, narrow front with a cloth before the door, a paper lantern and smoke over the roof. */
export function NoriAndAshFront() {
  return (
    <>
      <path
        d="M286 50C276 38 296 30 286 16S300-2 292-12"
        className="fill-none stroke-ink/15"
        strokeWidth={10}
        strokeLinecap="round"
      />
      <path d="M276 46H298V80H276Z" className="fill-slate" />
      <path d="M44 96C80 92 98 76 110 58H290C302 76 320 92 356 96V106H44Z" className="fill-slate" />
      <path d="M44 98H356V108H44Z" className="fill-slate-deep" />
      <path d="M64 108H336V262H64Z" className="fill-slate-deep" />
      <path d="M76 136H154V214H76Z" className="fill-butter" />
      <path
        d="M89 136V214M102 136V214M115 136V214M128 136V214M141 136V214M76 162H154M76 188H154"
        className="stroke-crust-deep"
        strokeWidth={4}
      />
      <path d="M70 130H160V138H70ZM70 214H160V222H70Z" className="fill-crust" />
      <path d="M176 124H308V262H176Z" className="fill-crust" />
      <path d="M186 134H298V262H186Z" className="fill-butter" />
      <path d="M242 134V262" className="stroke-crust" strokeWidth={5} />
      <path d="M172 130H312" className="stroke-crust-deep" strokeWidth={6} strokeLinecap="round" />
      <path
        d="M178 132H218.5V196H178ZM221.5 132H262.5V196H221.5ZM265.5 132H306V196H265.5Z"
        className="fill-plum"
      />
      <path
        d="M212 166C222 152 252 150 266 164L276 156V176L266 168C252 182 222 180 212 166Z"
        className="fill-china"
      />
      <circle cx={224} cy={164} r={2.6} className="fill-plum" />
      <path d="M112 262V242H88V262M148 262V242H124V262" className="fill-none stroke-crust" strokeWidth={5} />
      <path d="M84 240H116M120 240H152" className="stroke-tomato" strokeWidth={6} strokeLinecap="round" />
      <PaperLantern x={324} />
    </>
  );
}
