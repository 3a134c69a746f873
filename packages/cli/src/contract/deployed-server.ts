import { ConfigurationError, type Wire } from '@sluice/core';

/** How long the server may take for an answer, in milliseconds; one that waits for an execution takes longer. */
const TIMEOUT_MS = 60_000;

/** An answer of the server. */
export interface Answer {
  readonly status: number;
  /** Parsed; undefined where it is no JSON. */
  readonly body: unknown;
}

/** A pipeline server somewhere, which is asked for nothing but what anybody with a key may ask. */
export interface DeployedServer {
  readonly url: string;
  /** Sent as `X-API-Key`. Where there is none, a word that is no key. */
  readonly apiKey: string;
  ask(path: string, request?: AskRequest): Promise<Answer>;
  /** Reads what must be there: undefined when the server answers anything but 2xx. */
  read<Body>(path: string): Promise<Body | undefined>;
  /** Lists the newest executions of an environment. */
  executions(environment: string): Promise<readonly Wire['Execution'][]>;
}

/** What is asked, beside the path. */
export interface AskRequest {
  /** @defaultValue GET */
  readonly method?: string;
  readonly body?: object;
  /** @defaultValue the server's */
  readonly apiKey?: string;
  /** @defaultValue none */
  readonly idempotencyKey?: string;
}

/** Makes the client of a server. */
export function createDeployedServer(url: string, key: string | undefined): DeployedServer {
  const apiKey = key ?? 'none';

  async function ask(
    path: string,
    { method = 'GET', body, apiKey: other, idempotencyKey }: AskRequest = {},
  ): Promise<Answer> {
    const sentKey = other ?? key;
    const headers = {
      accept: 'application/json, application/problem+json',
      ...(sentKey === undefined ? {} : { 'x-api-key': sentKey }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    };
    const init = { method, headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) } as const;
    try {
      const answer = await fetch(`${url}${path}`, {
        ...init,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: parsed(await answer.text()) };
    } catch (cause) {
      throw new ConfigurationError([{ path: [], message: `No server answers at ${url}: ${reasonOf(cause)}.` }], cause);
    }
  }

  async function read<Body>(path: string): Promise<Body | undefined> {
    const { status, body } = await ask(path);
    return status >= 200 && status < 300 ? (body as Body) : undefined;
  }

  return {
    url,
    apiKey,
    ask,
    read,
    async executions(environment) {
      const query = new URLSearchParams({ environment, limit: '50' });
      return (await read<Wire['ExecutionPage']>(`/executions?${query}`))?.executions ?? [];
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.name : 'unknown';
}
