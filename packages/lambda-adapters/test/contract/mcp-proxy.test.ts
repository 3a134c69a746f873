import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsumerPact, checkedInPact, startConsumerPact, updatePact } from './support/consumer-pact.ts';
import { decideInteractions } from './support/decide-interactions.ts';
import { executeInteractions } from './support/execute-interactions.ts';
import { followInteractions } from './support/follow-interactions.ts';
import { promised } from './support/promised.ts';

const interactions = [...executeInteractions, ...followInteractions, ...decideInteractions];

let consumer: ConsumerPact;
beforeAll(async () => {
  consumer = await startConsumerPact('mcp-proxy', 'mcp-server');
});
afterAll(() => consumer.remove());

describe('the proxy understands the answer to', () => {
  it.each(interactions)('$description, when $state', async (interaction) => {
    await promised(consumer.pact, interaction).executeTest(async ({ url }) => {
      expect(await interaction.ask(url)).toMatchObject(interaction.told);
    });
  });
});

describe('the pact', () => {
  it('is the one that is checked in; UPDATE_PACTS=1 replaces that', async () => {
    const written = await consumer.read();
    expect(written.interactions).toHaveLength(interactions.length);
    updatePact('mcp-proxy-mcp-server', written);
    expect(checkedInPact('mcp-proxy-mcp-server')).toEqual(written);
  });
});
