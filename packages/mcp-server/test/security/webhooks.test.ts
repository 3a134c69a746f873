import { describe, expect, it } from 'vitest';
import type { DoorRequest } from '../support/door-request.ts';
import { DOORS } from '../support/doors.ts';
import { WEBHOOK_SECRET } from '../support/fake-executor.ts';
import { seenOf } from './support/answer.ts';
import { createSender } from './support/test-violations.ts';
import { rest, withHeaders } from './support/violation.ts';
import { HOST, startWorld } from './support/world.ts';

const HTTP_DOORS = DOORS.filter(({ carries }) => carries === 'http');
const FORGERIES = 60;
const LIMIT_BYTES = 4 * 1024 * 1024;

function webhook(secret: string, body = '"execution-1"'): DoorRequest {
  return {
    method: 'POST',
    path: '/webhooks/ci',
    headers: { host: HOST, 'content-type': 'application/json', 'x-secret': secret },
    body,
  };
}

/** A socket is closed as soon as the length is read; a gateway has all of it. */
function hugeWebhook(door: string): DoorRequest {
  const request = webhook(WEBHOOK_SECRET, door === 'Node' ? '""' : `"${'x'.repeat(LIMIT_BYTES)}"`);
  return withHeaders(request, { 'content-length': String(LIMIT_BYTES + 2) });
}

describe('webhooks', () => {
  it.each(HTTP_DOORS)('that are forged again and again are not even read, through $name', async (door) => {
    const world = await startWorld();
    const send = createSender(door, world);
    for (let count = 0; count < FORGERIES; count += 1) {
      const { refusal, body } = await seenOf(() => send(webhook('a-guess')));
      expect(refusal).toEqual({ status: 401, code: 'unauthenticated' });
      expect(JSON.stringify(body)).not.toMatch(/length|differs|signature|x-secret/i);
    }
    const read = world.executor.webhooks.length;
    const written = world.log.lines.length;
    for (let count = 0; count < 5; count += 1) {
      const { refusal } = await seenOf(() => send(webhook(WEBHOOK_SECRET)));
      expect(refusal).toEqual({ status: 429, code: 'rate_limited' });
    }
    expect(world.executor.webhooks).toHaveLength(read);
    // One line tells of all of them.
    expect(world.log.lines.length - written).toBe(1);
  });

  it.each(HTTP_DOORS)('of the CI system come in beside those that are forged, through $name', async (door) => {
    const world = await startWorld();
    const send = createSender(door, world);
    const right = (): Promise<unknown> => seenOf(() => send(webhook(WEBHOOK_SECRET, '"none"')));
    expect(await right()).toMatchObject({ refusal: undefined, body: { outcome: 'accepted' } });
    for (let count = 0; count < 2 * FORGERIES; count += 1) await seenOf(() => send(webhook('a-guess')));
    expect(await right()).toMatchObject({ refusal: undefined, body: { outcome: 'accepted' } });
    expect(await world.log.until(({ principal }) => principal === 'webhook:ci')).toMatchObject({ status: 200 });
  });

  it.each(HTTP_DOORS)('give no right to anything else, through $name', async (door) => {
    const world = await startWorld();
    const send = createSender(door, world);
    await seenOf(() => send(webhook(WEBHOOK_SECRET, '"none"')));
    const request = rest('POST', '/execute', 'team', { pipeline_type: 'app', environment: 'dev' });
    const seen = await seenOf(() => send({ ...request, headers: { host: HOST, 'x-secret': WEBHOOK_SECRET } }));
    expect(seen.refusal).toEqual({ status: 401, code: 'unauthenticated' });
  });

  it.each(HTTP_DOORS)('that are huge are not read to their end, through $name', async (door) => {
    const world = await startWorld();
    const { refusal } = await seenOf(() => createSender(door, world)(hugeWebhook(door.name)));
    expect(refusal).toEqual({ status: 413, code: 'request_too_large' });
    expect(world.executor.webhooks).toHaveLength(0);
  });
});
