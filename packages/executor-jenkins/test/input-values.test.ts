import { describe, expect, it } from 'vitest';
import type { InputParameter, PendingInput } from '../src/answers.ts';
import { approvalInputs, inputValues } from '../src/jenkins/input-values.ts';

const step = (...inputs: InputParameter[]): PendingInput => ({ id: 'Go', message: '?', inputs });
const parameter = (type: string, definition: InputParameter['definition'] = {}): InputParameter => ({
  name: 'A',
  type: `${type}ParameterDefinition`,
  definition,
});

describe('an input that is not given', () => {
  it.each([
    ['String', { defaultVal: 'x' }, 'x'],
    ['String', { defaultVal: null }, ''],
    ['String', undefined, ''],
    ['Text', {}, ''],
    ['Password', { defaultVal: '{AQAA}' }, '{AQAA}'],
    ['Password', {}, ''],
    ['Boolean', { defaultVal: true }, true],
    ['Boolean', {}, false],
    ['Choice', { choices: ['a', 'b'], defaultVal: 'b' }, 'b'],
    ['Choice', { choices: ['a', 'b'] }, 'a'],
    ['OfSomePlugin', { defaultVal: 3 }, 3],
  ])('gets its default: %s %j', (type, definition, value) => {
    expect(inputValues(step(parameter(type, definition)), {})).toEqual([{ name: 'A', value }]);
  });

  it('must be, where Jenkins tells no default', () => {
    const plugin = step(parameter('Credentials'));
    expect(() => inputValues(plugin, {})).toThrow('A has no default; give it a value. Nothing was answered.');
    expect(inputValues(plugin, { A: 'deploy-key' })).toEqual([{ name: 'A', value: 'deploy-key' }]);
  });
});

describe('what an approval shows of its inputs', () => {
  it.each([
    ['text', parameter('String', { defaultVal: 'x' }), { defaultValue: 'x' }],
    ['a number for a default', parameter('OfSomePlugin', { defaultVal: 3 }), { defaultValue: '3' }],
    ['no default', parameter('String', { defaultVal: null }), { defaultValue: undefined }],
    ['a secret default', parameter('Password', { defaultVal: '{AQAA}' }), { defaultValue: undefined }],
    ['no description', { ...parameter('String'), description: null }, { description: undefined }],
    ['choices', parameter('Choice', { choices: ['a'] }), { choices: ['a'] }],
    ['either', parameter('Boolean'), { choices: ['true', 'false'] }],
  ])('fits %s', (_, input, shown) => {
    expect(approvalInputs(step(input))).toMatchObject([{ name: 'A', ...shown }]);
  });

  it('is nothing for a step without any', () => {
    expect(approvalInputs({ id: 'Go', message: '?' })).toEqual([]);
    expect(inputValues({ id: 'Go', message: '?' }, {})).toEqual([]);
  });
});

it('values keep the types that Jenkins wants', () => {
  const inputs = [parameter('Boolean'), { ...parameter('String'), name: 'B' }];
  expect(inputValues(step(...inputs), { A: 'false', B: 'true' })).toEqual([
    { name: 'A', value: false },
    { name: 'B', value: 'true' },
  ]);
});
