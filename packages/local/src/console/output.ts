/** Where the console writes: `process.stdout` or `process.stderr`, or a collector in a test. @public */
export interface Output {
  write(text: string): unknown;
  /** Whether somebody looks at it on a terminal. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
  /** Tells of what could not be written, as a stream does. */
  on?(event: 'error', listener: (error: Error) => void): unknown;
}

/** Returns how wide lines are laid out: as the terminal, within what reads well. */
export function widthOf(output: Output): number {
  return Math.min(120, Math.max(60, output.columns ?? 100));
}

/** Returns the width beyond which a line is cut: where nobody looks at it on a terminal, none. */
export function limitOf(output: Output): number {
  return output.isTTY === true ? widthOf(output) : Number.POSITIVE_INFINITY;
}

/** Tells whether colours are wanted: on a terminal, unless `NO_COLOR` is set. */
export function wantsColour(
  output: Output,
  environmentVariables: Readonly<Record<string, string | undefined>>,
): boolean {
  return output.isTTY === true && (environmentVariables['NO_COLOR'] ?? '') === '';
}
