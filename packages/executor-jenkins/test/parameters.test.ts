import { describe, expect, it } from 'vitest';
import type { Job } from '../src/answers.ts';
import { parametersFor } from '../src/jenkins/parameters.ts';

const text = (name: string) => ({ name, type: 'StringParameterDefinition' });
const ID = text('SLUICE_EXECUTION_ID');

function job(...parameterDefinitions: { name: string; type: string; choices?: string[] }[]): Job {
  return { buildable: true, property: [{}, { parameterDefinitions }] };
}

const values = { SLUICE_EXECUTION_ID: 'e-1' };

describe('the parameters of a job', () => {
  it('get every value that they declare', () => {
    const declared = job(ID, text('ENVIRONMENT'), { name: 'SIZE', type: 'ChoiceParameterDefinition', choices: ['s'] });
    const all = { ...values, ENVIRONMENT: 'dev', SIZE: 's' };
    expect(parametersFor(declared, 'a/b', all)).toEqual(all);
  });

  it('may leave out what Sluice adds itself, which is then not sent', () => {
    const all = { ...values, PIPELINE_TYPE: 'compute', ENVIRONMENT: 'dev', TENANT_ID: 't' };
    expect(parametersFor(job(ID), 'a/b', all)).toEqual(values);
    expect(parametersFor(job(ID, text('TENANT_ID')), 'a/b', all)).toEqual({ ...values, TENANT_ID: 't' });
  });

  it('may be text or a string for the execution id, and of any other type for values', () => {
    const declared = job(
      { name: 'SLUICE_EXECUTION_ID', type: 'TextParameterDefinition' },
      { name: 'SECRET', type: 'PasswordParameterDefinition' },
      { name: 'PICK', type: 'ExtendedChoiceParameterDefinition' },
    );
    const all = { ...values, SECRET: 'x', PICK: 'y' };
    expect(parametersFor(declared, 'a/b', all)).toEqual(all);
  });

  it.each<[string, Job, Record<string, string>, string]>([
    ['a folder', {}, {}, '"a/b" is not a job that can be built, but a folder or a view.'],
    ['a disabled job', { buildable: false, property: [] }, {}, 'Job "a/b" is disabled or can\'t be built.'],
    ['a job without parameters', { buildable: true }, {}, 'does not declare the parameter SLUICE_EXECUTION_ID'],
    ['a job without the execution id', job(text('SIZE')), {}, "parameters { string(name: 'SLUICE_EXECUTION_ID'"],
    [
      'an execution id that is a boolean',
      job({ name: 'SLUICE_EXECUTION_ID', type: 'BooleanParameterDefinition' }),
      {},
      'declares as something else than a string the parameter SLUICE_EXECUTION_ID',
    ],
    ['an undeclared value', job(ID), { SIZE: 's' }, "SIZE is not declared; add string(name: 'SIZE') to its parameters"],
    [
      'a value outside the choices',
      job(ID, { name: 'SIZE', type: 'ChoiceParameterDefinition', choices: ['small', 'large'] }),
      { SIZE: 'huge' },
      'SIZE must be one of small, large',
    ],
    [
      'a boolean that Jenkins would read as false',
      job(ID, { name: 'DRY_RUN', type: 'BooleanParameterDefinition' }),
      { DRY_RUN: 'yes' },
      'DRY_RUN must be true or false',
    ],
    ['a file', job(ID, { name: 'F', type: 'FileParameterDefinition' }), { F: 'x' }, 'F is a file'],
  ])('refuse %s, saying what to do', (_, declared, more, message) => {
    const attempt = () => parametersFor(declared, 'a/b', { ...values, ...more });
    expect(attempt).toThrow(expect.objectContaining({ name: 'ExecutorError', outcome: 'not_started' }));
    expect(attempt).toThrow(message);
    expect(attempt).toThrow('Nothing was started.');
  });

  it('are all named at once where several are wrong', () => {
    expect(() => parametersFor(job(ID), 'a/b', { ...values, SIZE: 's', COLOUR: 'red' })).toThrow(
      /SIZE is not declared.*COLOUR is not declared/,
    );
  });

  it('are sent empty too, and a boolean of either value', () => {
    const declared = job(ID, text('NOTE'), { name: 'DRY', type: 'BooleanParameterDefinition' });
    expect(parametersFor(declared, 'a/b', { ...values, NOTE: '', DRY: 'false' })).toMatchObject({
      NOTE: '',
      DRY: 'false',
    });
  });
});
