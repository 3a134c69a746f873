/** What Lambda says of the trace that an invocation belongs to. */
export interface XrayHeader {
  /** X-Ray's own form: `1-58406520-a006649127e371903a2de979`. */
  readonly root: string;
  /** The segment of this function; undefined where nobody traces. */
  readonly parent: string | undefined;
  readonly sampled: boolean;
}

const ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?=\s*(?:;|$))/;
const PARENT = /(?:^|;)\s*Parent=([0-9a-f]{16})(?=\s*(?:;|$))/;
const SAMPLED = /(?:^|;)\s*Sampled=1(?=\s*(?:;|$))/;

/** Reads the variable `_X_AMZN_TRACE_ID`; returns undefined where it names no trace. */
export function readXrayHeader(header: string | undefined): XrayHeader | undefined {
  const root = header === undefined ? undefined : ROOT.exec(header)?.[1];
  if (header === undefined || root === undefined) return undefined;
  return { root, parent: PARENT.exec(header)?.[1], sampled: SAMPLED.test(header) };
}
