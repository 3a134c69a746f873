import type { Run } from '@sluice/core';
import * as z from 'zod';
import {
  type Breakage,
  createRight,
  isPost,
  methods,
  onError,
  type Send,
  saying,
  sending,
} from './executor-breakage.ts';

const NOBODY: Run = { id: '0', status: 'queued', rawStatus: 'waiting', stages: [] };

/** Sends a POST once more when it failed in that way. */
function repeating(fails: (response: Response | undefined) => boolean): Send {
  return async (url, init) => {
    const response = await fetch(url, init).catch((error: unknown) => {
      if (!isPost(init) || !fails(undefined)) throw error;
      return undefined;
    });
    if (response !== undefined && !(isPost(init) && fails(response))) return response;
    return fetch(url, { ...init, signal: AbortSignal.timeout(200) });
  };
}

function repeatingOn(status: number) {
  return sending(repeating((response) => response?.status === status));
}

const repeatingOnBreaks = sending(repeating((response) => response === undefined));

const calling = (outcome: 'not_started' | 'unknown') =>
  methods((right) => ({ start: (request) => saying(right.start(request), { outcome }) }));

/** Looks at the run that it has started, and falls into a way of its own where that fails. */
function lookingAfterwards(look: (again: () => Promise<Run>, run: Promise<Run>) => Promise<Run>) {
  return methods((right) => ({
    async start(request) {
      const { id } = await right.start(request);
      return look(() => right.start(request), right.get({ ...request, runId: id }));
    },
  }));
}

/** Executors that start too much, too little, or say the wrong thing about it. */
export const startBreakages: readonly Breakage[] = [
  [
    'declares a capability that it lacks',
    'has the methods that its capabilities declare, and no others',
    /it has retry where its capabilities say so/,
    (request) => {
      const { retry: _, ...executor } = createRight(request);
      return executor;
    },
  ],
  [
    'has a method that it does not declare',
    'has the methods that its capabilities declare, and no others',
    /it has receiveWebhook where its capabilities say so/,
    methods(({ capabilities }) => ({ capabilities: { ...capabilities, webhooks: false } })),
  ],
  [
    'speaks another version of the port',
    'has the methods that its capabilities declare, and no others',
    /specificationVersion is "v1"/,
    methods(() => JSON.parse('{"specificationVersion":"v2"}')),
  ],
  [
    'declares the strongest force first',
    'declares each kind of force once, mildest first',
    /in that order/,
    methods(({ capabilities }) => ({ capabilities: { ...capabilities, force: ['kill', 'terminate'] } })),
  ],
  [
    'takes anything for a target',
    'takes the targets of its catalog, and refuses what is none',
    /refuses what is no target/,
    methods(() => ({ targetSchema: z.any() })),
  ],
  [
    'starts a run twice',
    'makes one run, with one request that can start one',
    /one start is one request|makes one run/,
    methods((right) => ({
      async start(request) {
        await right.start({ ...request, variables: {} });
        return right.start(request);
      },
    })),
  ],
  [
    'does not pass the execution id on',
    'makes one run, with one request that can start one',
    /has its execution id as SLUICE_EXECUTION_ID/,
    methods((right) => ({
      start: ({ variables: { SLUICE_EXECUTION_ID: _, ...variables }, ...request }) =>
        right.start({ ...request, variables }),
    })),
  ],
  [
    'keeps what its run ids mean in memory',
    'returns the run by an id that finds it again',
    /none of the mill/,
    methods((right) => {
      const known = new Map<string, string>();
      return {
        async start(request) {
          const run = await right.start(request);
          known.set(`run-${known.size}`, run.id);
          return { ...run, id: `run-${known.size - 1}` };
        },
        get: (request) => right.get({ ...request, runId: known.get(request.runId) ?? request.runId }),
      };
    }),
  ],
  [
    'takes starts at the same time for one',
    'keeps starts apart that happen at the same time and differ in nothing but their execution ids',
    /makes one run/,
    methods((right) => {
      let starting: Promise<Run> | undefined;
      return {
        start(request) {
          starting ??= right.start(request);
          return starting;
        },
      };
    }),
  ],
  [
    'drops a variable',
    'hands every value over as it is, or refuses it before anything is started',
    /NOTE arrives as "plain"\nSeen: it arrived as undefined/,
    methods((right) => ({
      start: ({ variables: { NOTE: _, ...variables }, ...request }) => right.start({ ...request, variables }),
    })),
  ],
  [
    'tidies values up',
    'hands every value over as it is, or refuses it before anything is started',
    /NOTE arrives as " {2}spaces around {2}"/,
    methods((right) => ({
      start: ({ variables, ...request }) =>
        right.start({
          ...request,
          variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value.trim()])),
        }),
    })),
  ],
  [
    'refuses a value once the run was made',
    'hands every value over as it is, or refuses it before anything is started',
    /is taken, or not_started/,
    methods((right) => ({
      async start(request) {
        const run = await right.start(request);
        if (request.variables['NOTE'] !== '') return run;
        return saying(right.start({ ...request, target: { job: 'no-such-job' } }), { message: 'NOTE is empty' });
      },
    })),
  ],
  [
    'calls a start unknown that was refused',
    'is refused as not started, for good, where the CI system refuses it',
    /a start that is refused is not_started/,
    calling('unknown'),
  ],
  [
    'wants a refused start to be tried again',
    'is refused as not started, for good, where the CI system refuses it',
    /can not be tried again as it is/,
    methods((right) => ({ start: (request) => saying(right.start(request), { retryable: true }) })),
  ],
  [
    'repeats a start after HTTP 429 by itself',
    'can be tried again, as not started, after HTTP 429, when the CI system says so',
    /is not repeated/,
    repeatingOn(429),
  ],
  [
    'does not read Retry-After',
    'can be tried again, as not started, after HTTP 429, when the CI system says so',
    /retryAfterMs is what Retry-After says/,
    methods((right) => ({ start: (request) => saying(right.start(request), { retryAfterMs: undefined }) })),
  ],
  [
    'starts though its check failed',
    'is not started when a look before it fails, and sends nothing that starts a run',
    /nothing is started after a check that failed/,
    sending(async (url, init) => {
      const response = await fetch(url, init);
      if (isPost(init) || response.ok || !/\/jobs\/\w+$/.test(url)) return response;
      return Response.json({ takes: ['SLUICE_EXECUTION_ID'] });
    }),
  ],
  [
    'calls a start unknown whose check failed',
    'is not started when a look before it fails, and sends nothing that starts a run',
    /it is certain that nothing was started/,
    calling('unknown'),
  ],
  [
    'calls a start unknown that could not be sent',
    'is not started, and can be tried again, where nobody listens',
    /without a connection nothing was sent/,
    calling('unknown'),
  ],
  [
    'repeats a start that got no answer',
    'is unknown, and found later, when the run was made and no answer came',
    /sent once, whatever comes back/,
    repeatingOnBreaks,
  ],
  [
    'calls a start whose connection broke not started',
    'is unknown, and found later, when the run was made and the connection broke',
    /the outcome is unknown/,
    calling('not_started'),
  ],
  [
    'repeats a start after HTTP 500',
    'is unknown, and found later, when the run was made and the answer was HTTP 500',
    /sent once, whatever comes back/,
    repeatingOn(500),
  ],
  [
    'claims not_started after HTTP 502',
    'is unknown, and found later, when the run was made and the answer was HTTP 502',
    /the outcome is unknown/,
    calling('not_started'),
  ],
  [
    'repeats a start after HTTP 503',
    'is unknown, and found later, when the run was made and the answer was HTTP 503',
    /sent once, whatever comes back/,
    repeatingOn(503),
  ],
  [
    'takes HTTP 504 for a success',
    'is unknown, and found later, when the run was made and the answer was HTTP 504',
    /a start whose answer is lost rejects/,
    methods((right) => ({ start: (request) => onError(right.start(request), () => NOBODY) })),
  ],
  [
    'makes a run up when the answer is empty',
    'is unknown, and found later, when the run was made and the answer says nothing of it',
    /a start whose answer is lost rejects/,
    methods((right) => ({ start: (request) => onError(right.start(request), () => NOBODY) })),
  ],
  [
    'repeats a start whose answer broke off',
    'is unknown or the run itself when the answer breaks off',
    /sent once, whatever comes back/,
    sending(async (url, init) => {
      const response = await fetch(url, init);
      const body = await response.arrayBuffer().catch(() => undefined);
      return body === undefined ? fetch(url, init) : new Response(body, response);
    }),
  ],
  [
    'makes a run up when the answer is a web page',
    'is unknown or the run itself when the answer is a web page',
    /what start returns is the run of/,
    methods((right) => ({ start: (request) => onError(right.start(request), () => NOBODY) })),
  ],
  [
    'claims not_started when the answer is empty JSON',
    'is unknown or the run itself when the answer is empty JSON',
    /the outcome is unknown/,
    calling('not_started'),
  ],
  [
    'starts once more in find',
    'is unknown, and found later, when the run comes after everybody has given up',
    /a run that is not there yet is not found|sent once, whatever comes back/,
    methods((right) => ({
      async find(request) {
        const result = await right.find(request);
        if (result.outcome !== 'absent') return result;
        const variables = { SLUICE_EXECUTION_ID: request.executionId };
        return { outcome: 'found', run: await right.start({ ...request, variables }) };
      },
    })),
  ],
  [
    'says not_started where a look at the run that it made fails',
    'is unknown or the run itself when a request fails that follows the one that starts it',
    /a start is unknown, or the run itself, after HTTP 401 for request 1 that follows it/,
    methods((right) => ({
      start: async (request) => right.get({ ...request, runId: (await right.start(request)).id }),
    })),
  ],
  [
    'makes a run up where a look at the one that it made fails',
    'is unknown or the run itself when a request fails that follows the one that starts it',
    /what start returns is the run of/,
    lookingAfterwards((_, run) => onError(run, () => NOBODY)),
  ],
  [
    'starts once more where a look at the run that it made fails',
    'is unknown or the run itself when a request fails that follows the one that starts it',
    /sent once, whatever comes back|the run itself/,
    lookingAfterwards((again, run) => onError(run, again)),
  ],
  [
    'repeats a start whose connection broke',
    'is not repeated after a connection that broke, though no run was made',
    /rejects|sent once, whatever comes back/,
    repeatingOnBreaks,
  ],
  [
    'repeats a start after HTTP 500, which works then',
    'is not repeated after HTTP 500, though no run was made',
    /rejects|sent once, whatever comes back/,
    repeatingOn(500),
  ],
  [
    'repeats a start after HTTP 503, which works then',
    'is not repeated after HTTP 503, though no run was made',
    /rejects|sent once, whatever comes back/,
    repeatingOn(503),
  ],
];
