import type { XrayHeader } from './xray-header.ts';

/** Where a call belongs in a distributed trace: values of the headers of W3C Trace Context. @public */
export interface TraceContext {
  /** `00-<32 hex: trace>-<16 hex: parent>-<2 hex: flags>` */
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** Session attribute with the `traceparent` of the conversation's trace. @public */
export const TRACEPARENT_ATTRIBUTE = 'sluice_traceparent';

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Returns the trace that an invocation's own calls belong to: the conversation's, which spans all functions that take
 * part in it, and where there is none that of this invocation, as X-Ray has it.
 */
export function traceContextOf(
  sessionAttributes: Readonly<Record<string, string>>,
  xray: XrayHeader | undefined,
): TraceContext {
  const given = sessionAttributes[TRACEPARENT_ATTRIBUTE];
  if (typeof given === 'string' && TRACEPARENT.test(given)) return { traceparent: given };
  if (xray?.parent === undefined) return {};
  const traceId = xray.root.slice('1-'.length).replace('-', '');
  return { traceparent: `00-${traceId}-${xray.parent}-${xray.sampled ? '01' : '00'}` };
}

/** Returns the trace's id: 32 hex digits. */
export function traceIdOf({ traceparent }: TraceContext): string | undefined {
  return traceparent?.split('-')[1];
}
