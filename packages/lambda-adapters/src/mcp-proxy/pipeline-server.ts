import type { Clock } from '@sluice/core';
import type { ToolInvocation } from '../agent-event/toolbox.ts';
import { within } from '../lambda/deadline.ts';
import { errorFields } from '../lambda/error-fields.ts';
import type { TraceContext } from '../lambda/trace-context.ts';
import type { ApiKey } from './api-key.ts';
import type { Exchange, ExchangeOutcome } from './exchange.ts';
import { pauseBeforeRepeat } from './repeat.ts';
import { timeLimit } from './time-limit.ts';

/** How the pipeline server is reached, and what it lets in. */
export interface PipelineServerOptions {
  readonly exchange: Exchange;
  /** Undefined where the server knows whoever may reach it. */
  readonly apiKey: ApiKey | undefined;
  /** How long it may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** One request to the pipeline server. */
export interface ServerRequest {
  readonly method: 'GET' | 'POST';
  /** Encoded, without query: `/executions/abc`. */
  readonly path: string;
  /** Not encoded; what is undefined is left out. @defaultValue none */
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
  readonly body?: object | undefined;
  /** @defaultValue none */
  readonly idempotencyKey?: string | undefined;
  /** How much longer than usual the server may take, in milliseconds. @defaultValue 0 */
  readonly extraTimeMs?: number | undefined;
}

/** What came of a request. `no_key`: nothing was sent, since there is no key to send. */
export type ServerOutcome = ExchangeOutcome | { readonly outcome: 'no_key' };

/**
 * Asks the pipeline server. Sends nothing twice that could start a pipeline twice: a request is repeated once where its
 * key was refused and there is another one by now, and once where it is certain that nothing was done and there is time.
 * Never throws.
 */
export type PipelineServer = (request: ServerRequest, invocation: ToolInvocation) => Promise<ServerOutcome>;

/** Makes a client of the pipeline server. */
export function createPipelineServer({ exchange, apiKey, timeoutMs, clock }: PipelineServerOptions): PipelineServer {
  async function send(
    { method, path, query = {}, body, idempotencyKey, extraTimeMs = 0 }: ServerRequest,
    key: string | undefined,
    { deadline, trace }: ToolInvocation,
  ): Promise<ExchangeOutcome> {
    const left = Math.min(deadline.remainingMs(), timeoutMs + extraTimeMs);
    if (left <= 0) return { outcome: 'unreachable', reason: 'no time left' };
    const headers = headersOf({ key, idempotencyKey, trace, hasBody: body !== undefined });
    const limit = timeLimit(left);
    try {
      return await exchange({ method, path, query: given(query), headers, body }, limit.signal);
    } finally {
      limit.clear();
    }
  }

  /** Sends a request, and once more where its key was refused and there is another one. */
  async function sendWithKey(
    request: ServerRequest,
    invocation: ToolInvocation,
  ): Promise<{ readonly key: string | undefined; readonly outcome: ExchangeOutcome }> {
    const key = await readKey(apiKey, invocation);
    const outcome = await send(request, key, invocation);
    if (key === undefined || outcome.outcome !== 'answered' || outcome.status !== 401) return { key, outcome };
    const other = await otherKey(apiKey, key, invocation);
    return other === undefined ? { key, outcome } : { key: other, outcome: await send(request, other, invocation) };
  }

  async function ask(request: ServerRequest, invocation: ToolInvocation): Promise<ServerOutcome> {
    const { key, outcome } = await sendWithKey(request, invocation);
    const time = { now: clock.now(), remainingMs: invocation.deadline.remainingMs() };
    const pauseMs = pauseBeforeRepeat(request.method, outcome, time);
    if (pauseMs === undefined) return outcome;
    await clock.sleep(pauseMs);
    return send(request, key, invocation);
  }

  return (request, invocation) =>
    invocation.observation.call('PipelineServer', () =>
      ask(request, invocation).catch((error: unknown): ServerOutcome => {
        invocation.logger.error(errorFields(error), 'The API key of the pipeline server could not be read');
        return { outcome: 'no_key' };
      }),
    );
}

async function readKey(apiKey: ApiKey | undefined, { deadline }: ToolInvocation): Promise<string | undefined> {
  return typeof apiKey === 'function' ? within(apiKey(), deadline.signal) : apiKey;
}

/** Asks for a key that replaces one that was refused; undefined where there is none. */
async function otherKey(
  apiKey: ApiKey | undefined,
  refused: string,
  { deadline, logger }: ToolInvocation,
): Promise<string | undefined> {
  if (typeof apiKey !== 'function') return undefined;
  try {
    const key = await within(apiKey(refused), deadline.signal);
    return key === refused ? undefined : key;
  } catch (error) {
    logger.error(errorFields(error), 'The API key was refused, and could not be read again');
    return undefined;
  }
}

interface HeaderParts {
  readonly key: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly trace: TraceContext;
  readonly hasBody: boolean;
}

function headersOf({ key, idempotencyKey, trace, hasBody }: HeaderParts): Readonly<Record<string, string>> {
  return given({
    accept: 'application/json, application/problem+json',
    'content-type': hasBody ? 'application/json' : undefined,
    'x-api-key': key,
    'idempotency-key': idempotencyKey,
    traceparent: trace.traceparent,
    tracestate: trace.tracestate,
  });
}

function given(values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const isGiven = (entry: [string, string | undefined]): entry is [string, string] => entry[1] !== undefined;
  return Object.fromEntries(Object.entries(values).filter(isGiven));
}
