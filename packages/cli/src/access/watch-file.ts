import { stat } from 'node:fs/promises';
import type { Clock } from '@sluice/core';

/** @internal */
export interface WatchOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/** Tells one content of a file from another, as far as that goes without reading it; also where there is no file. */
export async function stampOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return 'none';
  }
}

/**
 * Looks at a file again and again and tells when it is another one than at the last look. Looking works on every file
 * system, also where a file is a link that is put somewhere else, as Kubernetes does.
 *
 * @param before - The file's stamp when it was last read.
 */
export async function watchFile(
  path: string,
  { clock, intervalMs, signal }: WatchOptions,
  before: string,
  onChange: () => Promise<void>,
): Promise<void> {
  let seen = before;
  while (await slept(clock, intervalMs, signal)) {
    const stamp = await stampOf(path);
    if (stamp === seen) continue;
    seen = stamp;
    await onChange();
  }
}

async function slept(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(milliseconds, signal);
    return true;
  } catch {
    return false;
  }
}
