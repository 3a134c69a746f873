import { createVirtualClock } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { createServerMetrics } from '../../src/index.ts';
import { startTestServer } from '../support/test-server.ts';
import { parseScrape } from './support/scrape.ts';

// Every answer is checked against the OpenAPI document.
describe('a server that listens', () => {
  it('shows its numbers to whoever may read', async () => {
    const { fetch, execute } = await startTestServer({ metrics: createServerMetrics({ clock: createVirtualClock() }) });
    await execute();
    const response = await fetch('/metrics', { key: 'read' });
    const requests = { method: 'POST', route: '/execute', status: '202', kind: 'plain' };

    expect(response.status).toBe(200);
    const numbers = parseScrape(await response.text());
    expect(numbers.value('sluice_http_request_duration_seconds_count', requests)).toBe(1);
    expect((await fetch('/metrics', { key: 'none' })).status).toBe(401);
  });

  it('says that it is ready, and that it is not when its store does not answer', async () => {
    const { fetch, clock, store } = await startTestServer();
    const ready = await fetch('/readyz', { key: 'none' });
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'ready', checks: [{ name: 'store' }, { name: 'ci' }] });

    store.breakWith(new Error('The disk at /var/lib/sluice is full.'));
    await clock.advance(5000);
    const broken = await fetch('/readyz', { key: 'none' });
    expect(broken.status).toBe(503);
    expect(await broken.text()).not.toContain('/var/lib');
  });
});
