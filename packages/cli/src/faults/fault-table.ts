/** What the command line has to know of a kind of fault. */
export interface FaultEntry {
  /** Goes on from the name: "does what was asked, and never answers". */
  readonly does: string;
  /** The number that comes after the `=`. @defaultValue it takes none */
  readonly argument?: FaultArgument;
}

export interface FaultArgument {
  /** As the help calls it, such as `ms`. */
  readonly name: string;
  /** Where the simulator has it. */
  readonly field: string;
  /** Whether it may be left out. @defaultValue false */
  readonly optional?: boolean;
}

/** The faults of one simulator: what is parsed, explained and checked comes from here. */
export interface FaultTable<Fault> {
  /** By name. */
  readonly faults: Readonly<Record<string, FaultEntry>>;
  /** What a fault can strike. */
  readonly calls: readonly string[];
  /** The simulator's own check. */
  readonly schema: {
    safeParse(fault: unknown): { readonly data: Fault; readonly success: true } | { readonly success: false };
  };
}
