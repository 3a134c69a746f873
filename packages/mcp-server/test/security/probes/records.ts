import { expect } from 'vitest';
import type { Seen } from '../support/answer.ts';
import type { Probe, Trial } from '../support/probe.ts';
import { callTool, mcp, rest, startBy, type Way, withHeaders } from '../support/violation.ts';
import type { World } from '../support/world.ts';

/** What a terminal obeys, or what makes a line look like another one. */
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** Ids that want to be a line of the log themselves. */
const IDS = ['x\u009b31m', 'x\u202e', 'x\u2028{"level":"error"}', 'x\u0085', '{"level":"error"}', 'x"}{"a":"'] as const;

function logIsPlain(_: Seen, { log }: World): void {
  expect(log.text()).not.toMatch(OBEYED);
  for (const line of log.text().trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('message');
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
}

function idProbe(id: string): Probe {
  return {
    name: `the id ${JSON.stringify(id)}`,
    ways: {
      REST: { request: () => rest('GET', `/executions/${encodeURIComponent(id)}`), check: logIsPlain },
      MCP: { request: () => callTool('get_execution', { execution_id: id }), check: logIsPlain },
    },
  };
}

function nothingIsStarted({ refusal }: Seen, { executor }: World): void {
  expect(refusal).toBeUndefined();
  expect(executor.starts).toHaveLength(0);
}

const KEY = 'the-same-key-for-two';

function isTheirOwn(seen: Seen, { executor }: World): void {
  expect(seen.refusal).toBeUndefined();
  expect(seen.body).toMatchObject({ requested_by: 'lead' });
  expect(executor.starts).toHaveLength(2);
}

function isStarted(seen: Seen, { executor }: World): void {
  expect(seen.refusal).toBeUndefined();
  expect(executor.starts).toHaveLength(1);
}

function start(way: Way): Trial {
  return { request: () => startBy(way), check: isStarted };
}

/** What else is let in. */
export const RECORD_PROBES: readonly Probe[] = [
  // Else the other table would only show that everything is refused.
  { name: 'a right request', ways: { REST: start('REST'), MCP: start('MCP') } },
  {
    name: 'a right request with a token',
    ways: {
      REST: {
        async request({ issuer }) {
          const authorization = `Bearer ${await issuer.issue()}`;
          return withHeaders(startBy('REST'), { 'x-api-key': undefined, authorization });
        },
        check: isStarted,
      },
    },
  },
  ...IDS.map(idProbe),
  {
    name: 'a request id that is longer than a line',
    ways: {
      REST: {
        request: () => withHeaders(rest('GET', '/pipelines'), { 'x-request-id': 'x'.repeat(2000) }),
        check: ({ text }, { log }) => expect(text + log.text()).not.toContain('x'.repeat(200)),
      },
    },
  },
  {
    name: 'the idempotency key of another principal',
    ways: {
      REST: {
        async request(_, send) {
          await send(withHeaders(startBy('REST'), { 'idempotency-key': KEY }));
          return withHeaders(startBy('REST', 'lead'), { 'idempotency-key': KEY });
        },
        check: isTheirOwn,
      },
    },
  },
  {
    name: 'the answer to a form that nobody was shown',
    ways: {
      MCP: {
        request: async (world) =>
          mcp(
            'tools/call',
            {
              name: 'answer_approval',
              arguments: { execution_id: await world.start('gated'), decision: 'approve' },
              inputResponses: { approval: { action: 'accept', content: { approve: true } } },
            },
            'lead',
          ),
        check: nothingIsStarted,
      },
    },
  },
  {
    name: 'completion of what is out of reach',
    ways: {
      MCP: {
        request: () =>
          mcp(
            'completion/complete',
            {
              ref: { type: 'ref/resource', uri: 'sluice://pipelines/{pipeline_type}' },
              argument: { name: 'pipeline_type', value: '' },
            },
            'gated-only',
          ),
        check: ({ text, refusal }) => {
          expect(refusal).toBeUndefined();
          expect(text).toContain('"app"');
          expect(text).not.toContain('bootstrap');
        },
      },
    },
  },
  {
    name: 'an error that could name what is out of reach',
    ways: {
      REST: {
        request: () => rest('POST', '/execute', 'gated-only', { pipeline_type: 'bootstrap', environment: 'gated' }),
        check: ({ body, text }) => {
          expect(body).toMatchObject({ code: 'pipeline_not_found' });
          expect(text).not.toMatch(/"dev"|prod|There are:.*bootstrap/);
        },
      },
      MCP: {
        request: () => callTool('execute_app_pipeline', { environment: 'prod' }, 'gated-only'),
        check: ({ refusal, text }) => {
          expect(refusal).toEqual({ tool: 'invalid_request' });
          expect(text).not.toMatch(/allowed:.*dev|allowed:.*prod/);
        },
      },
    },
  },
  {
    name: 'lists of what is out of reach',
    ways: {
      REST: {
        request: () => rest('GET', '/pipelines', 'gated-only'),
        check: ({ text }) => expect(text).not.toMatch(/bootstrap|"dev"|prod/),
      },
      MCP: {
        request: () => mcp('tools/list', {}, 'gated-only'),
        check: ({ text }) => expect(text).not.toMatch(/bootstrap|"dev"|"prod"/),
      },
    },
  },
];
