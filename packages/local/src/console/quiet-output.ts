import type { Output } from './output.ts';

/** An output that goes quiet when nobody reads it any more, as in `sluice local | head`. */
export interface QuietOutput {
  readonly output: Output;
  /** Aborts when nobody reads it any more. */
  readonly unread: AbortSignal;
}

/** Makes an output that goes quiet. Any other failure of the stream is thrown, as it is without it. */
export function quietOutput(output: Output): QuietOutput {
  const closed = new AbortController();
  const onError = (error: Error): void => {
    if (!isClosedPipe(error)) throw error;
    closed.abort();
  };
  // For good: what was written last may fail after all is over.
  output.on?.('error', onError);
  return {
    unread: closed.signal,
    output: {
      get isTTY() {
        return output.isTTY;
      },
      get columns() {
        return output.columns;
      },
      write(text) {
        return closed.signal.aborted || output.write(text);
      },
    },
  };
}

function isClosedPipe(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
