import { createEngineDefinitions, type EngineDefinitions } from './engine-definitions.ts';
import { type HttpTarget, type JsonRpcAnswer, lastMessage, modernHeaders, withEnvelope } from './mcp-clients.ts';
import { KEYS, startTestServer, type TestServer } from './test-server.ts';

export interface EngineServer extends TestServer, EngineDefinitions {
  readonly target: HttpTarget;
  /** Sends a request of 2026-07-28. */
  modern(method: string, params?: Record<string, unknown>, options?: PostOptions): Promise<Answered>;
  /** Sends a request of 2025-11-25. */
  legacy(method: string, params?: Record<string, unknown>, options?: PostOptions): Promise<Answered>;
  /** Sends whatever it is given. */
  post(body: unknown, options?: PostOptions): Promise<Answered>;
}

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  readonly capabilities?: Readonly<Record<string, unknown>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Answered extends JsonRpcAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Starts the server with the engine's definitions instead of the product's. */
export async function startEngineServer(options: { readonly changes?: boolean } = {}): Promise<EngineServer> {
  const engine = createEngineDefinitions();
  const changes = options.changes === true ? { bus: engine.bus, lists: true, resources: true } : undefined;
  const started = await startTestServer({
    mcp: { extend: (serving) => ({ ...serving, definitions: engine.definitions, changes }) },
  });
  const url = `${started.server.url}/mcp`;
  const target = { url, headers: { 'x-api-key': KEYS.all } };

  async function post(body: unknown, { headers = {}, signal }: PostOptions = {}): Promise<Answered> {
    const given = { 'content-type': 'application/json', ...target.headers, ...headers };
    const sent = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await fetch(url, {
      method: 'POST',
      headers: sent,
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    const message = text === '' ? {} : lastMessage(text);
    return { ...message, status: response.status, headers: response.headers, text };
  }

  return {
    ...started,
    ...engine,
    target,
    post,
    modern(method, params = {}, { capabilities, headers, signal } = {}) {
      const body = { jsonrpc: '2.0', id: 1, method, params: withEnvelope(params, capabilities) };
      return post(body, { headers: { ...modernHeaders(method, params), ...headers }, signal });
    },
    legacy(method, params = {}, { headers, signal } = {}) {
      const accept = 'application/json, text/event-stream';
      const given = { accept, 'mcp-protocol-version': '2025-11-25', ...headers };
      return post({ jsonrpc: '2.0', id: 1, method, params }, { headers: given, signal });
    },
  };
}
