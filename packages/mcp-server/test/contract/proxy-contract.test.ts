import { describe, expect, it } from 'vitest';
import { startContractWorld } from './support/contract-world.ts';
import { readPact, stateOf } from './support/pact-file.ts';
import { bringAbout, STATES } from './support/states.ts';
import { verifyInteraction } from './support/verify-pact.ts';

const pact = readPact('mcp-proxy-mcp-server');

describe('the server keeps its word to the proxy about', { timeout: 20_000 }, () => {
  it.each(pact.interactions)('$description, when $providerStates.0.name', async (interaction) => {
    const world = await startContractWorld();
    const values = await bringAbout(world, stateOf(interaction));
    expect(await verifyInteraction(pact, interaction, { url: world.url, values })).toEqual([]);
  });
});

describe('the states', () => {
  it('are those of the pact', () => {
    const states = new Set(pact.interactions.map(stateOf));
    expect(Object.keys(STATES).toSorted()).toEqual([...states].toSorted());
  });
});
