import { executionFromWire, type Wire } from '@sluice/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsumerPact, checkedInPact, startConsumerPact, updatePact } from './support/consumer-pact.ts';
import { eventMessages } from './support/event-messages.ts';

let consumer: ConsumerPact;
beforeAll(async () => {
  consumer = await startConsumerPact('execution-events-consumer', 'mcp-server');
});
afterAll(() => consumer.remove());

describe('whoever keeps a copy of the executions understands', () => {
  it.each(eventMessages)('$type', async ({ type, content }) => {
    await consumer.pact
      .addAsynchronousInteraction()
      .expectsToReceive(type, (builder) => {
        builder.withJSONContent(content).withMetadata({ contentType: 'application/json' });
      })
      .executeTest(async ({ contents }) => {
        const event: Wire['ExecutionEvent'] = JSON.parse(JSON.stringify(contents.content));
        const execution = executionFromWire(event.execution);
        expect(execution).toMatchObject({ executionId: event.execution_id, version: event.version });
        expect(Number.isNaN(execution.updatedAt)).toBe(false);
        expect(event.type).toBe(type);
      });
  });
});

describe('the pact', () => {
  it('is the one that is checked in; UPDATE_PACTS=1 replaces that', async () => {
    const written = await consumer.read();
    expect(written.interactions).toHaveLength(eventMessages.length);
    updatePact('execution-events-consumer-mcp-server', written);
    expect(checkedInPact('execution-events-consumer-mcp-server')).toEqual(written);
  });
});
