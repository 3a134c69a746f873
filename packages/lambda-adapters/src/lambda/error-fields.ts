import { SluiceError } from '@sluice/core';

/**
 * Returns what a log may say about an error. The message of an error that is not ours may name a host or hold a key,
 * so only its kind is told.
 */
export function errorFields(error: unknown): Record<string, unknown> {
  if (SluiceError.isInstance(error)) {
    return { error: error.toJSON(), ...(error.cause === undefined ? {} : { cause: errorFields(error.cause) }) };
  }
  if (!(error instanceof Error)) return { error: { name: typeof error } };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { error: { name: error.name, ...code, at: firstFrame(error) } };
}

/** Where the error was thrown: function and position, without the message. */
function firstFrame(error: Error): string | undefined {
  return error.stack
    ?.split('\n')
    .find((line) => /^\s+at /.test(line))
    ?.trim();
}
