import { lazyPromise } from './lazy.ts';
import type { OutcomeClass } from './observation.ts';
import type { XrayHeader } from './xray-header.ts';

/** A part of a trace: an invocation, or a call that it makes. */
export interface TracePart {
  annotate(annotations: Readonly<Record<string, string | boolean>>): void;
  /** Begins the part that is a call to something outside. */
  begin(name: string): TracePart;
  end(outcome: OutcomeClass): void;
}

/** Begins the part of a trace that an invocation is. */
export type LambdaTracer = (name: string) => TracePart;

/**
 * Loads the tracer where this invocation is traced. X-Ray's SDK takes longer to load than all the rest of a handler, so
 * nobody pays for it who does not trace; `POWERTOOLS_TRACE_ENABLED=false` does without it.
 */
export async function tracerFor(xray: XrayHeader | undefined): Promise<LambdaTracer> {
  return xray?.sampled && process.env['POWERTOOLS_TRACE_ENABLED'] !== 'false' ? loadTracer() : UNTRACED;
}

const loadTracer: () => Promise<LambdaTracer> = lazyPromise(async () => {
  const { Tracer } = await import('@aws-lambda-powertools/tracer');
  // Names of hosts stay in the process: a call is traced by what it calls.
  const tracer = new Tracer({ captureHTTPsRequests: false });
  if (!tracer.isTracingEnabled()) return UNTRACED;
  return (name) => {
    const segment = tracer.getSegment();
    return segment === undefined ? NO_PART : tracePart(segment.addNewSubsegment(name));
  };
});

/** What is used of X-Ray's subsegments. */
interface Subsegment {
  addAnnotation(key: string, value: string | boolean): void;
  addNewSubsegment(name: string): Subsegment;
  addAttribute(name: string, data: string): void;
  addErrorFlag(): void;
  addFaultFlag(): void;
  close(): void;
}

function tracePart(subsegment: Subsegment): TracePart {
  return {
    annotate(annotations) {
      for (const [name, value] of Object.entries(annotations)) subsegment.addAnnotation(name, value);
    },
    begin(name) {
      const call = subsegment.addNewSubsegment(name);
      call.addAttribute('namespace', 'remote');
      return tracePart(call);
    },
    end(outcome) {
      if (outcome === 'refused') subsegment.addErrorFlag();
      if (outcome === 'failed') subsegment.addFaultFlag();
      subsegment.close();
    },
  };
}

const NO_PART: TracePart = { annotate() {}, begin: () => NO_PART, end() {} };
const UNTRACED: LambdaTracer = () => NO_PART;
