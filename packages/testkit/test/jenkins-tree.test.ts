import { describe, expect, it } from 'vitest';
import { parseTree, pick } from '../src/jenkins/tree.ts';
import { type Schemas, setUpJenkins } from './jenkins.ts';

const VALUE = {
  _class: 'Job',
  name: 'a',
  last: { _class: 'Build', number: 3 },
  builds: [1, 2, 3, 4].map((number) => ({ _class: 'Build', number, result: null, tags: ['x', 'y', 'z'] })),
};

describe('tree', () => {
  it.each([
    ['name', { _class: 'Job', name: 'a' }],
    ['last', { _class: 'Job', last: { _class: 'Build' } }],
    ['last[number],name', { _class: 'Job', name: 'a', last: { _class: 'Build', number: 3 } }],
    ['last[*]', { _class: 'Job', last: { _class: 'Build', number: 3 } }],
    ['nope', { _class: 'Job' }],
    [' name , last [ number ] ', { _class: 'Job', name: 'a', last: { _class: 'Build', number: 3 } }],
  ])('%s picks fields', (tree, picked) => {
    expect(pick(VALUE, parseTree(tree))).toEqual(picked);
  });

  it.each([
    ['builds[number]{0,2}', [1, 2]],
    ['builds[number]{1,3}', [2, 3]],
    ['builds[number]{2,}', [3, 4]],
    ['builds[number]{,1}', [1]],
    ['builds[number]{3}', [4]],
    ['builds[number]{9,12}', []],
    ['name,builds[number]{2},last', [3]],
  ])('%s picks a range', (tree, numbers) => {
    const picked = pick(VALUE, parseTree(tree));
    expect(picked).toMatchObject({ builds: numbers.map((number) => ({ number })) });
  });

  it('picks a range in every object of a list', () => {
    expect(pick(VALUE, parseTree('builds[tags{1,2}]{0,2}'))).toEqual({
      _class: 'Job',
      builds: [
        { _class: 'Build', tags: ['y'] },
        { _class: 'Build', tags: ['y'] },
      ],
    });
  });

  it.each(['', 'a,', 'a[b', 'a]', 'a[]', 'a{x}', 'a{}', 'a{1,2', 'a b', '{1}'])(
    '%j makes no sense: 500',
    async (tree) => {
      const { api } = setUpJenkins();
      expect((await api(`/api/json?tree=${encodeURIComponent(tree)}`)).status).toBe(500);
    },
  );

  it('picks what a preflight wants to know of a job', async () => {
    const { job } = setUpJenkins();
    const tree = 'fullName,buildable,property[parameterDefinitions[name,type,choices,defaultParameterValue[value]]]';
    const value = { _class: 'hudson.model.StringParameterValue', value: '' };
    expect((await job(`/api/json?tree=${tree}`)).json()).toEqual({
      _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
      fullName: 'platform/bootstrap',
      buildable: true,
      property: [
        {
          _class: 'hudson.model.ParametersDefinitionProperty',
          parameterDefinitions: [
            {
              _class: 'hudson.model.ChoiceParameterDefinition',
              name: 'ENVIRONMENT',
              type: 'ChoiceParameterDefinition',
              choices: ['dev', 'prod'],
              defaultParameterValue: { ...value, value: 'dev' },
            },
            {
              _class: 'hudson.model.StringParameterDefinition',
              name: 'SLUICE_EXECUTION_ID',
              type: 'StringParameterDefinition',
              defaultParameterValue: value,
            },
          ],
        },
      ],
    });
  });

  it('gives the newest hundred builds of a job, or all', async () => {
    const { job, simulator, clock } = setUpJenkins();
    for (let index = 0; index < 102; index += 1) {
      simulator.startForeignBuild({ job: 'platform/bootstrap', parameters: { SLUICE_EXECUTION_ID: String(index) } });
    }
    await clock.advance(60_000);
    const numbers = async (tree: string) => {
      const { builds, allBuilds } = (await job(`/api/json?tree=${tree}`)).json<Schemas['Job']>();
      return (builds ?? allBuilds ?? []).map(({ number }) => number);
    };
    expect((await numbers('builds[number]')).length).toBe(100);
    expect((await numbers('allBuilds[number]')).length).toBe(102);
    expect(await numbers('builds[number]{0,3}')).toEqual([102, 101, 100]);
    expect(await numbers('allBuilds[number]{100,110}')).toEqual([2, 1]);
  });
});
