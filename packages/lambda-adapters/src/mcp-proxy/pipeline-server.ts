import { type Deadline, within } from '../lambda/deadline.ts';
import { createHttpExchange, type HttpOutcome } from './http-exchange.ts';

/** Where the pipeline server is, and what it lets in. */
export interface PipelineServerOptions {
  readonly serverUrl: string;
  readonly apiKey: string | (() => Promise<string>);
  readonly timeoutMs: number;
}

/** One request to the pipeline server. */
export interface ServerRequest {
  readonly method: 'GET' | 'POST';
  /** Below the server's URL, encoded: `/executions/abc`. */
  readonly path: string;
  readonly body?: object | undefined;
  /** How much longer than usual the server may take, in milliseconds. @defaultValue 0 */
  readonly extraTimeMs?: number | undefined;
}

/**
 * Calls the pipeline server. Sends nothing twice that could start a pipeline twice.
 *
 * @throws what the function that reads the API key throws, or the deadline's reason when that takes too long; nothing was
 * sent then
 */
export type PipelineServer = (request: ServerRequest, deadline: Deadline) => Promise<HttpOutcome>;

/** Makes a client of the pipeline server. */
export function createPipelineServer({ serverUrl, apiKey, timeoutMs }: PipelineServerOptions): PipelineServer {
  const exchange = createHttpExchange(serverUrl);
  return async ({ method, path, body, extraTimeMs = 0 }, deadline) => {
    const key = typeof apiKey === 'string' ? apiKey : await within(apiKey(), deadline.signal);
    const signal = AbortSignal.any([deadline.signal, AbortSignal.timeout(timeoutMs + extraTimeMs)]);
    return exchange(
      {
        method,
        url: `${serverUrl}${path}`,
        headers: {
          accept: 'application/json, application/problem+json',
          'x-api-key': key,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      },
      signal,
    );
  };
}
