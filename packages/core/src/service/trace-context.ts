import { redactSecrets } from '../text/untrusted-text.ts';
import type { ServiceContext } from './service-context.ts';

/** A place in a trace, as W3C Trace Context writes it. @public */
export interface TraceContext {
  /** Version, trace id, span id and flags: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`. */
  readonly traceparent: string;
  /** What tracing systems say to each other besides. @defaultValue nothing */
  readonly tracestate?: string | undefined;
}

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const MAX_TRACESTATE = 512;

/** Returns the variables that carry the trace of a start into its run: none where there is no trace. */
export function traceVariables({ traceContext, logger }: ServiceContext): Readonly<Record<string, string>> {
  try {
    const { traceparent = '', tracestate = '' } = traceContext() ?? {};
    if (!TRACEPARENT.test(traceparent)) return {};
    const isStateKept = tracestate !== '' && tracestate.length <= MAX_TRACESTATE;
    return { TRACEPARENT: traceparent, ...(isStateKept ? { TRACESTATE: tracestate } : {}) };
  } catch (error) {
    // By now the execution is stored as starting: nothing that only watches may come between.
    const reason = redactSecrets(error instanceof Error ? error.message : String(error));
    logger.warn({ reason }, 'The trace of a start could not be told');
    return {};
  }
}
