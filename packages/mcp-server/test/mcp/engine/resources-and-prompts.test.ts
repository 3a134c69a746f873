import { describe, expect, it } from 'vitest';
import { SECRET } from '../../support/engine-definitions.ts';
import { startEngineServer } from '../../support/engine-server.ts';

describe('a resource', () => {
  it.each([
    ['of its own', 'test://one', 'The one'],
    ['of a template', 'test://things/7', 'Thing 7'],
    ['of a template, with an escape', 'test://things/a%20b', 'Thing a b'],
  ])('%s is read', async (_, uri, text) => {
    const { modern } = await startEngineServer();
    expect((await modern('resources/read', { uri })).result).toMatchObject({ contents: [{ uri, text }] });
  });

  it.each([
    ['follows no template', 'test://nothing'],
    ['is not there', 'test://things/none'],
    ['goes deeper than its template', 'test://things/7/8'],
    ['has a broken escape', 'test://things/%zz'],
  ])('that %s is not found', async (_, uri) => {
    const { legacy } = await startEngineServer();
    const { error } = await legacy('resources/read', { uri });
    expect(error).toMatchObject({ code: expect.toBeOneOf([-32_002, -32_602]), data: { uri } });
  });

  it('that breaks tells nobody how, but the log', async () => {
    const { modern, log } = await startEngineServer();
    const { error, text } = await modern('resources/read', { uri: 'test://things/broken' });
    expect(error).toMatchObject({ code: -32_603, message: expect.stringContaining('Tell those who run it') });
    expect(text).not.toContain('broken by');
    expect(log.text()).toContain('broken by [redacted]');
    expect(log.text()).not.toContain(SECRET);
  });
});

describe('a prompt', () => {
  it('is made from its arguments', async () => {
    const { modern } = await startEngineServer();
    const { result } = await modern('prompts/get', { name: 'describe', arguments: { thing: 'a gate' } });
    expect(result).toMatchObject({ messages: [{ content: { text: 'Describe a gate' } }] });
  });

  it.each([
    [
      'without an argument that it needs',
      { name: 'describe' },
      'needs the argument thing. Its arguments are: thing, style.',
    ],
    [
      'with an argument that it does not have',
      { name: 'describe', arguments: { thing: 'a', x: 'b' } },
      'does not have one of the arguments',
    ],
    ['that is not there', { name: 'nothing' }, 'prompts/list names those that there are.'],
  ])('%s is an error', async (_, params, message) => {
    const { modern } = await startEngineServer();
    const { error } = await modern('prompts/get', params);
    expect(error).toMatchObject({ code: -32_602, message: expect.stringContaining(message) });
  });
});

describe('completion', () => {
  const ofThing = { type: 'ref/resource', uri: 'test://things/{id}' };

  it('proposes the first hundred values, and says how many there are', async () => {
    const { modern } = await startEngineServer();
    const { result } = await modern('completion/complete', { ref: ofThing, argument: { name: 'id', value: 'a' } });
    const { completion } = result as { completion: { values: string[] } };
    expect(completion).toMatchObject({ total: 150, hasMore: true });
    expect([completion.values.length, completion.values[99]]).toEqual([100, 'a99']);
  });

  it('knows the arguments that are there already', async () => {
    const { modern } = await startEngineServer();
    const { result } = await modern('completion/complete', {
      ref: { type: 'ref/prompt', name: 'describe' },
      argument: { name: 'style', value: 'for ' },
      context: { arguments: { thing: 'gates' } },
    });
    expect(result).toMatchObject({ completion: { values: ['for gates'], total: 1, hasMore: false } });
  });

  it.each([
    ['an argument that can not be completed', ofThing, 'nothing'],
    ['an argument named as what every object has', ofThing, 'constructor'],
    ['a resource without variables', { type: 'ref/resource', uri: 'test://one' }, 'id'],
  ])('proposes nothing for %s', async (_, ref, name) => {
    const { modern } = await startEngineServer();
    const { result } = await modern('completion/complete', { ref, argument: { name, value: '' } });
    expect(result).toMatchObject({ completion: { values: [] } });
  });

  it.each([[{ type: 'ref/prompt', name: 'nothing' }], [{ type: 'ref/resource', uri: 'test://nothing' }]])(
    'refuses what is not there: %o',
    async (ref) => {
      const { modern } = await startEngineServer();
      const { error } = await modern('completion/complete', { ref, argument: { name: 'a', value: '' } });
      expect(error?.code).toBe(-32_602);
    },
  );
});
