import { describe, expect, it } from 'vitest';
import { type PassingAnswer, startChangingServer } from './support/changing-server.ts';
import { startContractWorld } from './support/contract-world.ts';
import { readPact, stateOf } from './support/pact-file.ts';
import { bringAbout } from './support/states.ts';
import { verifyInteraction } from './support/verify-pact.ts';

const pact = readPact('mcp-proxy-mcp-server');

/** Returns an answer with a member by another name. */
function renamed({ body }: PassingAnswer, name: string, other: string): Partial<PassingAnswer> {
  const { [name]: value, ...rest } = body;
  return { body: { ...rest, [other]: value } };
}

function without(header: string): (answer: PassingAnswer) => Partial<PassingAnswer> {
  return ({ headers }) => {
    headers.delete(header);
    return { headers };
  };
}

async function faultsOf(
  description: string,
  change: (answer: PassingAnswer) => Partial<PassingAnswer>,
): Promise<readonly string[]> {
  const interaction = pact.interactions.find((one) => one.description === description);
  if (interaction === undefined) throw new Error(`The pact has no interaction "${description}"`);
  const world = await startContractWorld();
  const values = await bringAbout(world, stateOf(interaction));
  return verifyInteraction(pact, interaction, { url: await startChangingServer(world.url, change), values });
}

describe('the contract is broken when the server', { timeout: 20_000 }, () => {
  it.each<[string, string, (answer: PassingAnswer) => Partial<PassingAnswer>, RegExp]>([
    [
      'renames a field of its answer',
      'a request for an execution',
      (answer) => renamed(answer, 'execution_id', 'executionId'),
      /missing the following keys?: execution_id/,
    ],
    [
      'leaves a field out',
      'a request while another execution has not finished',
      ({ body: { execution_id: _, ...body } }) => ({ body }),
      /missing the following keys?: execution_id/,
    ],
    [
      'answers with another type',
      'a request for an execution',
      ({ body }) => ({ body: { ...body, version: String(body['version']) } }),
      /Expected '\d' \(String\) to be an integer/,
    ],
    [
      'answers with a status of an execution that the proxy does not know',
      'a request for an execution',
      ({ body }) => ({ body: { ...body, status: 'in_progress' } }),
      /Expected 'in_progress' to match .*awaiting_approval/,
    ],
    [
      'answers with another HTTP status',
      'a request to execute a pipeline',
      () => ({ status: 200 }),
      /expected 202 but was 200/,
    ],
    [
      'answers with another code of a problem',
      'a request for an execution that there is not',
      ({ body }) => ({ body: { ...body, code: 'not_found' } }),
      /Expected 'not_found' \(String\) to be equal to 'execution_not_found' \(String\)/,
    ],
    [
      'names the fields of a problem in another way',
      'a request with an environment that the pipeline does not have',
      (answer) => renamed(answer, 'errors', 'issues'),
      /missing the following keys?: errors/,
    ],
    [
      'does not say that a request was made before',
      'a request that was made before',
      without('idempotency-replayed'),
      /Expected a header 'Idempotency-Replayed' but was missing/,
    ],
    [
      'does not say when to ask again',
      'a request with an API key that was used too often',
      without('retry-after'),
      /Retry-After/,
    ],
  ])('%s', async (_, description, change, message) => {
    expect((await faultsOf(description, change)).join('\n')).toMatch(message);
  });

  it('and not when it says more than the proxy reads', async () => {
    const more = ({ body }: PassingAnswer): Partial<PassingAnswer> => ({ body: { ...body, colour: 'green' } });
    expect(await faultsOf('a request for an execution', more)).toEqual([]);
  });
});
