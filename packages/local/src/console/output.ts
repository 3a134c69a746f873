/** Where the console writes: `process.stdout` or `process.stderr`, or a collector in a test. @public */
export interface Output {
  write(text: string): unknown;
  /** Whether somebody looks at it on a terminal. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
}

/** Returns how wide lines may be: as the terminal, within what reads well. */
export function widthOf(output: Output): number {
  return Math.min(120, Math.max(60, output.columns ?? 100));
}

/** Tells whether colours are wanted: on a terminal, unless `NO_COLOR` is set. */
export function wantsColour(
  output: Output,
  environmentVariables: Readonly<Record<string, string | undefined>>,
): boolean {
  return output.isTTY === true && (environmentVariables['NO_COLOR'] ?? '') === '';
}
