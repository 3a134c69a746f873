import { ExecutorError, type PipelineExecutor, type Run } from '@sluice/core';
import type { ExecutorRequest } from '../src/index.ts';
import { type Breakage, createRight, methods, onError, saying, sending } from './executor-breakage.ts';
import type { MillTarget } from './executor-mill.ts';
import { MILL_TOKEN } from './executor-mill-server.ts';

type Executor = PipelineExecutor<MillTarget>;

/** An executor that throws what fetch throws. */
const unwrapped = (request: ExecutorRequest): Executor => {
  let thrown: unknown;
  const right = createRight(request, async (url, init) => {
    try {
      return await fetch(url, init);
    } catch (error) {
      thrown = error;
      throw error;
    }
  });
  return { ...right, get: (getRequest) => onError(right.get(getRequest), () => Promise.reject(thrown)) };
};

/** An executor that shows what the CI system says. */
const quoting = (request: ExecutorRequest): Executor => {
  let said = '';
  const right = createRight(request, async (url, init) => {
    const response = await fetch(url, init);
    said = await response.clone().text();
    return response;
  });
  return {
    ...right,
    start: (startRequest) =>
      onError(right.start(startRequest), () => saying(right.start(startRequest), { message: said })),
  };
};

const getting = (other: Parameters<typeof saying>[1]) =>
  methods((right) => ({ get: (request) => saying(right.get(request), other) }));

/** Executors that say the wrong thing when the CI system is down. */
export const errorBreakages: readonly Breakage[] = [
  [
    'shows a run as it was when it can not be read',
    'are ExecutorErrors that may pass, for every method, after HTTP 500',
    /get rejects when the CI system can't be asked/,
    methods((right) => ({
      get: (request) =>
        onError<Run>(right.get(request), () => ({ id: request.runId, status: 'running', rawStatus: '', stages: [] })),
    })),
  ],
  [
    'gives up for good after HTTP 502',
    'are ExecutorErrors that may pass, for every method, after HTTP 502 and 503 of a proxy',
    /get can be tried again after HTTP 502/,
    getting({ retryable: false }),
  ],
  [
    'throws what fetch throws',
    'are ExecutorErrors that may pass, for every method, after connections that break',
    /with an ExecutorError/,
    unwrapped,
  ],
  [
    'takes a run for gone that it could not ask for',
    'are ExecutorErrors that may pass, for every method, where nobody listens',
    /runIsGone is false/,
    getting({ runIsGone: true }),
  ],
  [
    'throws the timeout as it is',
    'are ExecutorErrors that may pass, for every method, after answers that do not come',
    /with an ExecutorError/,
    unwrapped,
  ],
  [
    'tries again for ever without the right to',
    'are ExecutorErrors that last, for every method, after HTTP 401 and 403',
    /can't be tried again as it is/,
    getting({ retryable: true }),
  ],
  [
    'takes nonsense for an empty list',
    'are ExecutorErrors, for every reading, after answers that make no sense',
    /list rejects when the CI system can't be asked/,
    methods((right) => ({ list: (request) => onError(right.list(request), () => []) })),
  ],
  [
    'does not tell how long to wait',
    'say how long to wait, for every reading, where HTTP 429 says so',
    /retryAfterMs of get is what Retry-After says/,
    getting({ retryAfterMs: undefined }),
  ],
  [
    'gives up where HTTP 429 has no Retry-After',
    'can be tried again, for every reading, where HTTP 429 does not say how long to wait',
    /get can be tried again after HTTP 429/,
    methods((right) => ({
      get: (request) =>
        onError(right.get(request), ({ message, retryAfterMs, outcome }) => {
          throw new ExecutorError({ message, outcome, retryAfterMs, retryable: retryAfterMs !== undefined });
        }),
    })),
  ],
];

/** Executors that tell too much. */
export const secretBreakages: readonly Breakage[] = [
  [
    'quotes what the CI system says as it is',
    'stand in no error, nor does the host or a stack, whatever the CI system answers',
    /no secret stands in the error of start/,
    quoting,
  ],
  [
    'quotes the stack of the CI system',
    'stand in no error, nor does the host or a stack, whatever the CI system answers',
    /a message has no stack/,
    methods((right) => ({
      get: (request) =>
        onError(right.get(request), (cause) => {
          throw new ExecutorError({ message: 'Error at handle (/srv/mill.js:1:2)', cause });
        }),
    })),
  ],
  [
    'names the host that it could not reach',
    'stand in no error where nobody listens, nor does the host',
    /does not name the CI system's host/,
    methods((right, { url }) => ({
      get: (request) =>
        onError(right.get(request), () => saying(right.get(request), { message: `No answer from ${url}` })),
    })),
  ],
  [
    'passes the error of the connection on as a cause',
    'stand in no error where nobody listens, nor does the host',
    /does not name the CI system's host/,
    methods((right, { url }) => ({
      get: (request) =>
        onError(right.get(request), async () => {
          const cause = await fetch(url).then(String, (error: unknown) => error);
          return saying(right.get(request), { message: 'No answer', cause });
        }),
    })),
  ],
  [
    'puts its token into the link to a run',
    'stand in no answer',
    /no secret stands in the answer of start/,
    methods((right) => ({
      start: async (request) => ({ ...(await right.start(request)), url: `https://mill.example/?token=${MILL_TOKEN}` }),
    })),
  ],
  [
    'sends its token in the query',
    'stand in no address, where every proxy on the way would write them down',
    /no secret stands in the path or query/,
    sending((url, init) => fetch(`${url}${url.includes('?') ? '&' : '?'}token=${MILL_TOKEN}`, init)),
  ],
  [
    'trusts Location',
    'are not sent to another host that a Location names',
    /start sends nothing to the host of a Location/,
    sending(async (url, init) => {
      const response = await fetch(url, init);
      const location = response.headers.get('location');
      if (response.status !== 201 || location === null) return response;
      await response.arrayBuffer();
      const { body: _, ...get } = init;
      return fetch(location, { ...get, method: 'GET' });
    }),
  ],
  [
    'follows redirects',
    'are not sent to another host that a redirect leads to',
    /follows no redirect to another host/,
    sending((url, init) => fetch(url, { ...init, redirect: 'follow' })),
  ],
  [
    'takes a redirect for an answer',
    'are not sent to another host that a redirect leads to',
    /list rejects when it is answered with nothing but HTTP 301/,
    methods((right) => ({ list: (request) => onError(right.list(request), () => []) })),
  ],
];

const METHODS = [
  'start',
  'find',
  'get',
  'list',
  'cancel',
  'readLog',
  'retry',
  'pendingApprovals',
  'answerApproval',
] as const;

/** Calls a method in another way than it was called. */
function calling(
  method: (typeof METHODS)[number],
  call: (right: (request: never) => Promise<unknown>, request: { signal?: AbortSignal }) => Promise<unknown>,
) {
  return (request: ExecutorRequest): Executor => {
    const right = createRight(request);
    const own = right[method] as (request: never) => Promise<unknown>;
    return { ...right, [method]: (given: { signal?: AbortSignal }) => call(own, given) };
  };
}

const deaf = (right: (request: never) => Promise<unknown>, { signal: _, ...request }: { signal?: AbortSignal }) =>
  right(request as never);

/** Executors that do not listen to who waits for them. */
export const abortBreakages: readonly Breakage[] = [
  ...METHODS.flatMap((method): readonly Breakage[] => [
    [
      `does not look at the signal of ${method}`,
      `rejects ${method} with the reason, and sends nothing, when it was aborted before`,
      /rejects with the reason of the abort/,
      calling(method, deaf),
    ],
    [
      `looks at the signal of ${method} only once`,
      `rejects ${method} with the reason, and sends nothing more, when it is aborted at any of its requests`,
      /an aborted call rejects at once/,
      calling(method, async (right, request) => {
        request.signal?.throwIfAborted();
        return deaf(right, request);
      }),
    ],
  ]),
  [
    'rejects with an error of its own',
    'rejects get with the reason, and sends nothing, when it was aborted before',
    /rejects with the reason of the abort/,
    methods((right) => ({
      get: (request) => right.get(request).catch((cause: unknown) => Promise.reject(new Error('aborted', { cause }))),
    })),
  ],
  [
    'rejects at once, and starts all the same',
    'rejects start with the reason, and sends nothing more, when it is aborted at any of its requests',
    /start sends nothing more once it is aborted/,
    calling('start', (right, request) => {
      const aborted = Promise.withResolvers<never>();
      const { signal } = request;
      signal?.addEventListener('abort', () => aborted.reject(signal.reason));
      if (signal?.aborted === true) aborted.reject(signal.reason);
      return Promise.race([deaf(right, request), aborted.promise]);
    }),
  ],
  [
    'does not look at the signal of a webhook',
    'rejects receiveWebhook with the reason when it was aborted before',
    /rejects with the reason of the abort/,
    methods((right) => ({
      receiveWebhook: async ({ signal: _, ...request }) =>
        (await right.receiveWebhook?.(request)) ?? { outcome: 'unauthenticated' },
    })),
  ],
];
