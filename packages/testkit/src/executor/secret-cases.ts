import { inspect } from 'node:util';
import { type LoopbackServer, openLoopbackServer, unreachableUrl } from '../http/loopback-server.ts';
import { type Attempt, attempt } from './attempts.ts';
import { BrokenPromise, check } from './broken-promise.ts';
import type { CaseBench } from './case-bench.ts';
import type { ExecutorCaseGroup } from './executor-case.ts';
import { preparedCalls } from './method-calls.ts';
import { failedBefore, locatedAt, type ProxyFault, RESET_BEFORE } from './proxy-fault.ts';
import { untilOver } from './run-watching.ts';

const JSON_TYPE: readonly (readonly [string, string])[] = [['content-type', 'application/json']];

/** Cases about what may not be told, and to whom nothing may be sent. */
export const secretCases: ExecutorCaseGroup = {
  name: 'secrets',
  cases: [
    {
      name: 'stand in no error, nor does the host or a stack, whatever the CI system answers',
      async run(bench) {
        const calls = await preparedCalls(bench);
        for (const [what, fault] of tellTales(bench)) {
          bench.proxy.inject(fault);
          const results = await Promise.all(
            calls.map(async ([method, call]) => [method, await attempt(call(bench.another()))] as const),
          );
          for (const [method, result] of results) {
            if (result.outcome === 'rejected') checkDiscreet(bench, `${method} after ${what}`, result.error);
          }
          bench.proxy.mend();
        }
      },
    },
    {
      name: 'stand in no error where nobody listens, nor does the host',
      async run(bench) {
        const url = await unreachableUrl();
        for (const [method, call] of await preparedCalls(bench)) {
          const result = await attempt(call(bench.another({ url })));
          if (result.outcome === 'rejected') checkDiscreet(bench, `${method} without a connection`, result.error);
        }
      },
    },
    {
      name: 'stand in no answer',
      async run(bench) {
        for (const [method, call] of await preparedCalls(bench)) {
          checkNoSecret(bench, `the answer of ${method}`, answerText(await attempt(call(bench.executor))));
        }
        for (const kind of ['succeeds', 'fails', 'isSkipped'] as const) {
          if (!bench.scenarioKinds.includes(kind)) continue;
          const run = await untilOver(bench, await bench.start(kind));
          checkNoSecret(bench, `a run that ${kind}`, inspect(run, { depth: 10, maxStringLength: null }));
        }
      },
    },
    {
      name: 'stand in no address, where every proxy on the way would write them down',
      async run(bench) {
        for (const [, call] of await preparedCalls(bench)) await attempt(call(bench.executor));
        for (const { path } of bench.proxy.requests()) checkNoSecret(bench, 'the path or query of a request', path);
      },
    },
    {
      name: 'are not sent to another host that a Location names',
      async run(bench) {
        await withTrap(async ({ origin, caught }) => {
          const calls = await preparedCalls(bench);
          bench.proxy.inject(locatedAt(origin));
          for (const [method, call] of calls) {
            await attempt(call(bench.another()));
            check(caught.length === 0, `${method} sends nothing to the host of a Location`, caught);
          }
        });
      },
    },
    {
      name: 'are not sent to another host that a redirect leads to',
      async run(bench) {
        await withTrap(async ({ origin, caught }) => {
          const calls = await preparedCalls(bench);
          for (const status of [301, 302, 303, 307, 308]) {
            bench.proxy.inject(failedBefore(status, '', [['location', `${origin}/`]]));
            for (const [method, call] of calls) {
              const result = await attempt(call(bench.another()));
              check(caught.length === 0, `${method} follows no redirect to another host`, caught);
              const isTold = result.outcome === 'rejected' || ['cancel', 'find'].includes(method);
              check(isTold, `${method} rejects when it is answered with nothing but HTTP ${status}`, result);
            }
            bench.proxy.mend();
          }
        });
      },
    },
  ],
};

/** Answers that give away what they know of the request and of the machine. */
function tellTales(bench: CaseBench): readonly (readonly [what: string, fault: ProxyFault])[] {
  const { url } = bench.proxy;
  const told = `${url}/api at ${new URL(url).host} with ${sentSecrets(bench).join(' and ')}`;
  const page = `<html><body><pre>Error: ${told}\n    at handle (/srv/ci/server.js:10:20)</pre></body></html>`;
  const bodies = [
    { message: `No: ${told}` },
    { message: { base: [`No: ${told}`] } },
    { error: 'no', error_description: `No: ${told}` },
  ];
  return [
    ...[500, 502, 503].map((status) => [`HTTP ${status}`, failedBefore(status, page)] as const),
    ...[400, 401, 403, 404, 409, 422, 429].flatMap((status) => [
      ...bodies.map((body) => [`HTTP ${status}`, failedBefore(status, JSON.stringify(body), JSON_TYPE)] as const),
      [`HTTP ${status} in a text`, failedBefore(status, `No: ${told}`, [['content-type', 'text/plain']])] as const,
    ]),
    ['a connection that broke', RESET_BEFORE],
  ];
}

/** An error is looked at with its causes, which a logger would print. */
function checkDiscreet(bench: CaseBench, what: string, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const json = JSON.stringify(error) ?? '';
  const shown = inspect(error, { depth: 10, maxStringLength: null });
  checkNoSecret(bench, `the error of ${what}`, `${message}\n${json}\n${shown}`);
  for (const host of hostsOf(bench)) {
    const line = [message, shown, json].flatMap((text) => text.split('\n')).find((each) => each.includes(host));
    const promised = `an error does not name the CI system's host, nor do its causes, with ${what}`;
    check(line === undefined, promised, line?.trim());
  }
  const hasStack = /\bat .*\.[cm]?[jt]s:\d+/.test(message);
  check(!hasStack, `a message has no stack, with ${what}`, message);
}

function hostsOf({ proxy, world }: CaseBench): readonly string[] {
  const { host, hostname } = new URL(world.url);
  const named = /[.:]/.test(hostname) ? [hostname] : [];
  return [new URL(proxy.url).host, '127.0.0.1', host, ...named].filter((name) => /[.:]/.test(name));
}

function checkNoSecret(bench: CaseBench, where: string, text: string): void {
  const secrets = [...bench.world.secrets, ...bench.proxy.requests().flatMap(credentialsOf)];
  const told = secrets.find((secret) => text.includes(secret));
  // The secret itself has no place in a report either.
  if (told !== undefined) throw new BrokenPromise(`no secret stands in ${where}`, `one of ${told.length} characters`);
}

/** The secrets that the CI system has got to know from requests. */
function sentSecrets({ proxy, world }: CaseBench): readonly string[] {
  const sent = proxy.requests().map(({ headers, body }) => {
    const decoded = credentialsOf({ headers }).map((credentials) => Buffer.from(credentials, 'base64').toString());
    return [...headers.values(), ...decoded, body].join('\n');
  });
  return world.secrets.filter((secret) => sent.some((text) => text.includes(secret)));
}

function credentialsOf({ headers }: { readonly headers: Headers }): readonly string[] {
  const credentials = headers.get('authorization')?.split(' ').at(-1) ?? '';
  return credentials === '' ? [] : [credentials];
}

function answerText(result: Attempt<unknown>): string {
  return inspect(result, { depth: 10, maxStringLength: null });
}

interface Trap {
  readonly origin: string;
  /** What was sent to it. */
  readonly caught: readonly string[];
}

/** Opens a host that nothing may ever be sent to. */
async function withTrap(run: (trap: Trap) => Promise<void>): Promise<void> {
  const caught: string[] = [];
  const server: LoopbackServer = await openLoopbackServer((incoming, outgoing) => {
    caught.push(`${incoming.method} ${incoming.url}`);
    outgoing.writeHead(404).end();
  });
  try {
    await run({ origin: server.origin, caught });
  } finally {
    await server.close();
  }
}
