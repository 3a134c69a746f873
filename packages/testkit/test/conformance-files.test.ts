import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { PRINTED_LINES } from '../src/executor/printed-lines.ts';
import { realGitLabWorld, realJenkinsWorld } from '../src/index.ts';

const SOURCES = join(import.meta.dirname, '..', 'src');
const gitLabFile = readFileSync(join(SOURCES, 'gitlab', 'conformance.gitlab-ci.yml'), 'utf8');
const jenkinsFile = readFileSync(join(SOURCES, 'jenkins', 'conformance.Jenkinsfile'), 'utf8');

const gitLab = realGitLabWorld({ url: 'https://gitlab.test', token: 'x', project: 'group/project' });
const jenkins = realJenkinsWorld({ url: 'https://ci.test', user: 'x', token: 'x', job: 'conformance' });

/** Values of SCENARIO that are not the one by default. */
function kindsOf({ scenarios }: typeof gitLab | typeof jenkins): readonly string[] {
  const kinds = Object.values(scenarios).map((scenario) => scenario?.variables?.['SCENARIO']);
  return [...new Set(kinds)].filter((kind) => kind !== undefined && kind !== 'succeeds').map(String);
}

describe('the .gitlab-ci.yml for a real GitLab', () => {
  const [header, pipeline] = parseAllDocuments(gitLabFile).map((document) => document.toJS());

  it('is YAML that declares the inputs, and the id in the name whether it came as an input or a variable', () => {
    expect(Object.keys(header.spec.inputs)).toEqual(['SLUICE_EXECUTION_ID', 'SCENARIO', 'NOTE']);
    expect(pipeline.workflow.name).toBe('conformance $SLUICE_EXECUTION_ID');
    expect(pipeline.variables.SLUICE_EXECUTION_ID).toBe('$[[ inputs.SLUICE_EXECUTION_ID ]]');
  });

  it.each(kindsOf(gitLab))('knows the scenario %s', (kind) => {
    const rulesAndScripts = JSON.stringify({ ...pipeline, workflow: undefined, variables: undefined });
    expect(rulesAndScripts).toMatch(new RegExp(`\\b${kind}\\b`));
  });

  it('prints what the scenarios say', () => {
    expect(gitLabFile).toContain(`echo "${gitLab.scenarios.fails?.logLine}"`);
    expect(linesOf(gitLabFile)).toEqual(PRINTED_LINES);
    expect(gitLab.scenarios.printsALot?.log.split('\n')).toEqual(PRINTED_LINES);
  });

  it('names the job and the stage that fail as the scenario does', () => {
    expect(pipeline[gitLab.scenarios.fails?.job ?? ''].stage).toBe(gitLab.scenarios.fails?.stage);
  });
});

describe('the Jenkinsfile for a real Jenkins', () => {
  it.each(['SLUICE_EXECUTION_ID', 'SCENARIO', 'NOTE', 'DISTINCTION'])('declares %s', (name) => {
    expect(jenkinsFile).toMatch(new RegExp(`(?:string|text)\\(name: '${name}'`));
  });

  it.each(kindsOf(jenkins))('knows the scenario %s', (kind) => {
    expect(jenkinsFile).toContain(`'${kind}'`);
  });

  it('prints what the scenarios say, in the stage that fails', () => {
    expect(jenkinsFile).toContain(`echo "${jenkins.scenarios.fails?.logLine}"`);
    expect(jenkinsFile).toContain(`stage('${jenkins.scenarios.fails?.stage}')`);
    expect(linesOf(jenkinsFile)).toEqual(PRINTED_LINES);
  });
});

/** What the awk program in a file prints. */
function linesOf(file: string): readonly string[] {
  const [, count, text] = /for \(i = 1; i <= (\d+); i\+\+\) print i "([^"]*)"/.exec(file) ?? [];
  return Array.from({ length: Number(count) }, (_, index) => `${index + 1}${text}`);
}
