import { describe, expect, it } from 'vitest';
import { DOORS, type Door } from '../support/doors.ts';
import { LOG_PROBES } from './probes/logs.ts';
import { RECORD_PROBES } from './probes/records.ts';
import { VALUE_PROBES } from './probes/values.ts';
import { seenOf } from './support/answer.ts';
import type { Probe, Trial } from './support/probe.ts';
import { createSender, tellsNothing } from './support/test-violations.ts';
import { rest, startBy, WAYS } from './support/violation.ts';
import { keyOf, startWorld } from './support/world.ts';

const PROBES: readonly Probe[] = [...RECORD_PROBES, ...VALUE_PROBES, ...LOG_PROBES];

const CELLS = PROBES.flatMap((probe) =>
  DOORS.flatMap((door) =>
    WAYS.flatMap((way) => {
      const trial = probe.ways[way];
      if (trial === undefined || (way === 'REST' && door.carries === 'mcp')) return [];
      return [[probe.name, way, door.name, trial, door] as [string, string, string, Trial, Door]];
    }),
  ),
);

describe('what is let in', () => {
  it.each(CELLS)('%s, over %s, through %s, does no harm', async (_name, _way, _door, trial, door) => {
    const world = await startWorld();
    const send = createSender(door, world);
    const request = await trial.request(world, (earlier) => seenOf(() => send(earlier)));
    const seen = await seenOf(() => send(request));
    await trial.check(seen, world);
    if (!seen.text.includes('ci.test')) tellsNothing(seen, world, request);
  });
});

const STDIO = DOORS.find(({ name }) => name === 'stdio');

describe('a line on standard input', () => {
  it('that is no JSON is read over, and the next one is answered', async () => {
    const world = await startWorld();
    const request = startBy('MCP');
    const send = STDIO?.open(world, { apiKey: keyOf('team') });
    const body = `{"jsonrpc":"2.0",\nnothing\n\ufeff\n${String(request.body)}`;
    const seen = await seenOf(async () => (await send?.({ ...request, body })) ?? Response.error());
    expect(seen.body).toMatchObject({ result: { structuredContent: { status: 'queued' } } });
    expect(world.executor.starts).toHaveLength(1);
  });

  it('with a prototype loses it before anybody sees it', async () => {
    const world = await startWorld();
    const request = startBy('MCP');
    const send = STDIO?.open(world, { apiKey: keyOf('team') });
    const body = String(request.body).replace('"environment"', '"__proto__":{"options":{"a":1}},"environment"');
    const seen = await seenOf(async () => (await send?.({ ...request, body })) ?? Response.error());
    expect(seen.body).toMatchObject({ result: { structuredContent: { parameters: {} } } });
    expect(Object.keys(world.executor.starts[0]?.variables ?? {})).not.toContain('OPTIONS');
  });
});

describe('a query that comes as an object', () => {
  it.each(DOORS.filter(({ carries }) => carries === 'http'))(
    'gives nothing to a prototype, through $name',
    async ({ open }) => {
      const world = await startWorld();
      const seen = await seenOf(() => open(world)(rest('GET', '/executions?environment=dev&__proto__=1&limit=1')));
      expect([undefined, 'invalid_request']).toContain((seen.body as { readonly code?: string }).code);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );
});
