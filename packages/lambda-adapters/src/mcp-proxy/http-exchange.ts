import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { lazy } from '../lambda/lazy.ts';
import { parseJson } from '../lambda/parse-json.ts';
import type { Exchange, ExchangeOutcome, ServerMessage } from './exchange.ts';

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** How soon a server may listen again that refused a connection, in milliseconds. */
const RESTART_MS = 500;

/**
 * Makes an exchange over `node:http`, which a Lambda loads in a tenth of the time that `fetch` takes, and through
 * `getBuiltinModule`, since an ESM import of it loads `undici` along with it.
 *
 * Reading requests keep their connections alive, and are repeated once when a kept connection turns out to be dead.
 * Others open a new one each: a connection that died while the Lambda was frozen must not leave it open whether a
 * pipeline was started.
 */
export function createHttpExchange(baseUrl: string): Exchange {
  const isSecure = baseUrl.startsWith('https:');
  const http = lazy(() => process.getBuiltinModule(isSecure ? 'node:https' : 'node:http'));
  const keepAlive = lazy(() => new (http().Agent)({ keepAlive: true }));
  return async (message, signal) => {
    const { request } = http();
    const agent = message.method === 'GET' ? keepAlive() : false;
    const attempt: Attempt = { request, agent, isSecure, url: `${baseUrl}${targetOf(message)}`, message, signal };
    const first = await exchangeOnce(attempt);
    return first === 'dead_connection' ? told(await exchangeOnce(attempt)) : first;
  };
}

interface Attempt {
  readonly request: typeof import('node:http').request;
  readonly agent: Agent | false;
  readonly isSecure: boolean;
  readonly url: string;
  readonly message: ServerMessage;
  readonly signal: AbortSignal;
}

/** The request of an agent that keeps connections went to one that was dead by then. */
type Attempted = ExchangeOutcome | 'dead_connection';

function told(attempted: Attempted): ExchangeOutcome {
  return attempted === 'dead_connection' ? { outcome: 'no_answer', reason: 'ECONNRESET' } : attempted;
}

function exchangeOnce(attempt: Attempt): Promise<Attempted> {
  return new Promise((resolve) => {
    const body = attempt.message.body === undefined ? undefined : JSON.stringify(attempt.message.body);
    const outgoing = begin(attempt, body);
    if (outgoing instanceof Error) {
      resolve({ outcome: 'unreachable', reason: codeOf(outgoing) });
      return;
    }
    let connected = false;
    const fail = (error: Error): void => {
      const code = codeOf(error);
      if (outgoing.reusedSocket && code === 'ECONNRESET') resolve('dead_connection');
      else if (connected) resolve({ outcome: 'no_answer', reason: code });
      else
        resolve({
          outcome: 'unreachable',
          reason: code,
          ...(code === 'ECONNREFUSED' ? { retryAfterMs: RESTART_MS } : {}),
        });
    };
    outgoing.on('socket', (socket) => {
      connected = !socket.connecting;
      // One that is kept would gather what waits for a connection that it has.
      if (connected) return;
      socket.once(attempt.isSecure ? 'secureConnect' : 'connect', () => {
        connected = true;
      });
    });
    outgoing.on('error', fail);
    outgoing.on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      readBody(response).then((text) => resolve({ outcome: 'answered', status, headers, body: parseJson(text) }), fail);
    });
    outgoing.end(body);
  });
}

/** Begins a request; returns the error where its address or one of its headers is none. */
function begin(attempt: Attempt, body: string | undefined): ClientRequest | Error {
  try {
    return attempt.request(attempt.url, requestOptions(attempt, body));
  } catch (error) {
    return error instanceof Error ? error : new Error('not sent');
  }
}

function targetOf({ path, query }: ServerMessage): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

function requestOptions({ message, agent, signal }: Attempt, body: string | undefined): RequestOptions {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return { method: message.method, agent, signal, headers: { ...message.headers, ...length } };
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_ANSWER_BYTES) throw Object.assign(new Error('answer too large'), { code: 'ANSWER_TOO_LARGE' });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
