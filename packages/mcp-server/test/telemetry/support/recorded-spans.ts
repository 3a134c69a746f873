import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeEach } from 'vitest';

/** What a test sees of a span. */
export interface SpanView {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
  readonly message: string | undefined;
  readonly linkedTo: readonly string[];
}

export interface RecordedSpans {
  /** The spans that have ended, in the order of their ends. */
  all(): readonly SpanView[];
  /** Returns the only span of a name. */
  one(name: string): SpanView;
  /** Everything that would leave the process. */
  text(): string;
}

/** Gives the process an SDK, as a team would, whose spans stay in memory. */
export function recordSpans(): RecordedSpans {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  beforeEach(() => exporter.reset());
  afterAll(() => provider.shutdown());
  const all = (): readonly SpanView[] => exporter.getFinishedSpans().map(viewOf);
  return {
    all,
    one(name) {
      const [span, another] = all().filter((each) => each.name === name);
      if (span !== undefined && another === undefined) return span;
      throw new Error(
        `There is not one span "${name}" among: ${all()
          .map((each) => each.name)
          .join(', ')}`,
      );
    },
    text: () =>
      JSON.stringify(
        exporter
          .getFinishedSpans()
          .map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
      ),
  };
}

function viewOf(span: ReadableSpan): SpanView {
  const { traceId, spanId } = span.spanContext();
  return {
    name: span.name,
    kind: span.kind,
    traceId,
    spanId,
    parentId: span.parentSpanContext?.spanId,
    attributes: span.attributes,
    isError: span.status.code === 2,
    message: span.status.message,
    linkedTo: span.links.map(({ context }) => context.spanId),
  };
}
