import { once } from 'node:events';

/** Waits for the signal that ends a command. */
export async function untilStopped(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
