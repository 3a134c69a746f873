import { describe, expect, it } from 'vitest';
import { activeTraceContext } from '../../src/index.ts';
import { traceMcp } from '../../src/telemetry/trace-mcp.ts';
import { createObservedServer } from './support/observed-server.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('a process without an SDK', () => {
  it('traces nothing, and works', async () => {
    const { executor, execute, log } = await createObservedServer();
    const { status } = await execute({}, { headers: { traceparent: TRACEPARENT } });

    expect(status).toBe('queued');
    expect(executor.starts[0]?.variables).not.toHaveProperty('TRACEPARENT');
    for (const line of log.lines) expect(line).not.toHaveProperty('trace_id');
  });

  it('is in no trace', () => {
    expect(activeTraceContext()).toBeUndefined();
  });

  it('handles MCP messages', async () => {
    const answer = traceMcp({ method: 'ping' }, async (note) => {
      note({ method: 'ping' });
      return 'pong';
    });
    await expect(answer).resolves.toBe('pong');
  });
});
