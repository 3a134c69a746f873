import { executionEventToWire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { startContractWorld } from './support/contract-world.ts';
import { EVENT_FLOWS } from './support/event-flows.ts';
import { readPact } from './support/pact-file.ts';
import { verifyMessage } from './support/verify-pact.ts';

const pact = readPact('execution-events-consumer-mcp-server');

describe('the service keeps its word about the event', { timeout: 20_000 }, () => {
  it.each(pact.interactions)('$description', async (interaction) => {
    const { description } = interaction;
    const world = await startContractWorld();
    await Object.entries(EVENT_FLOWS).find(([type]) => type === description)?.[1](world);
    const event = world.events.findLast(({ type }) => type === description);
    if (event === undefined) throw new Error(`No such event, but ${world.events.map(({ type }) => type)}`);
    expect(await verifyMessage(pact, interaction, executionEventToWire(event))).toEqual([]);
  });
});

it('there is a word about every event', () => {
  expect(pact.interactions.map(({ description }) => description)).toEqual(Object.keys(EVENT_FLOWS).toSorted());
});
