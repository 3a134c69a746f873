import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PassingRequest, startChangingClient } from './support/changing-client.ts';
import { type ConsumerPact, startConsumerPact } from './support/consumer-pact.ts';
import { decideInteractions } from './support/decide-interactions.ts';
import { executeInteractions } from './support/execute-interactions.ts';
import { followInteractions } from './support/follow-interactions.ts';
import { promised } from './support/promised.ts';
import type { ProxyInteraction } from './support/proxy-interaction.ts';

const interactions = [...executeInteractions, ...followInteractions, ...decideInteractions];

let consumer: ConsumerPact;
beforeAll(async () => {
  consumer = await startConsumerPact('mcp-proxy', 'mcp-server');
});
afterAll(() => consumer.remove());

function interactionOf(description: string): ProxyInteraction {
  const interaction = interactions.find((one) => one.description === description);
  if (interaction === undefined) throw new Error(`There is no interaction "${description}"`);
  return interaction;
}

function withoutHeader(name: string): (request: PassingRequest) => Partial<PassingRequest> {
  return ({ headers }) => ({ headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)) });
}

describe('the contract is broken when the proxy', () => {
  it.each<[string, string, (request: PassingRequest) => Partial<PassingRequest>, RegExp]>([
    [
      'renames a field of its request',
      'a request to execute a pipeline',
      ({ body }) => ({ body: body.replace('"pipeline_type"', '"pipeline"') }),
      /pipeline_type/,
    ],
    [
      'sends a field that the server does not know',
      'a request to execute a pipeline',
      ({ body }) => ({ body: body.replace('{', '{"colour":"green",') }),
      /colour/,
    ],
    ['sends no key', 'a request to execute a pipeline', withoutHeader('x-api-key'), /X-API-Key/],
    [
      'does not name a request by its key',
      'a request to execute a pipeline, with a key',
      withoutHeader('idempotency-key'),
      /Idempotency-Key/,
    ],
    [
      'asks at another path',
      'a request for an execution',
      ({ path }) => ({ path: path.replace('/executions/', '/execution/') }),
      /\/execution\/exec-1/,
    ],
    [
      'renames a query parameter',
      'a request to wait for an execution',
      ({ path }) => ({ path: path.replace('wait=', 'wait_seconds=') }),
      /wait/,
    ],
    ['uses another method', 'an approval', () => ({ method: 'PUT' }), /Method: PUT/],
  ])('%s', async (_, description, change, message) => {
    const interaction = interactionOf(description);
    const tried = promised(consumer.pact, interaction).executeTest(async ({ url }) => {
      await interaction.ask(await startChangingClient(url, change));
    });
    await expect(tried).rejects.toThrow(message);
  });

  it('and not when it sends what it sends', async () => {
    const interaction = interactionOf('a request to execute a pipeline');
    await promised(consumer.pact, interaction).executeTest(async ({ url }) => {
      expect(await interaction.ask(await startChangingClient(url, () => ({})))).toMatchObject(interaction.told);
    });
  });
});
