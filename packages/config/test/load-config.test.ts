import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigurationError } from '@sluice/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig, readCommonActionGroups } from '../src/index.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(FIXTURES, 'generated-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

function config(pipelines: string, actionGroups = `['../dns.openapi.yaml']`): string {
  return `import { createUncallableExecutor } from '../executor.ts';

const executors: Record<string, () => ReturnType<typeof createUncallableExecutor>> = {
  ci: createUncallableExecutor,
};

export default {
  executors,
  actionGroups: ${actionGroups},
  pipelines: ${pipelines},
};
`;
}

async function faultOf(path: string): Promise<string> {
  try {
    await (await loadConfig(path)).createCatalog({});
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.replaceAll(folder, '.');
    throw error;
  }
  throw new Error('the config was accepted');
}

/** What the built package says in a process of its own: here, Vitest loads modules in its own way. */
async function faultInNode(path: string): Promise<string> {
  const script = `import { loadConfig } from '@sluice/config';
    await loadConfig(process.argv[1]).then(() => console.log('accepted'), (error) => console.log(error.message));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, path], {
    cwd: import.meta.dirname,
  });
  return stdout;
}

const VALID = `{
    dns: {
      executor: 'ci',
      target: { job: 'dns' },
      environments: {
        dev: {},
        prod: { target: { job: 'dns-release' }, protectedParameters: [] },
      },
    },
  }`;

describe('a config that is right', () => {
  it('becomes a catalog, with the documents that it names', async () => {
    const loaded = await loadConfig(await write('sluice.config.ts', config(VALID)));
    const catalog = await loaded.createCatalog({});

    expect(loaded.actionGroups.map(({ name }) => name)).toEqual(['dns']);
    expect(catalog.environments).toEqual(['dev', 'prod']);
    expect(catalog.pipeline('dns').environments.get('prod')?.target).toEqual({ job: 'dns-release' });
    expect(catalog.pipeline('dns').variableNames).toEqual({ record: 'RECORD' });
  });

  it('may have something put around its executors', async () => {
    const loaded = await loadConfig(await write('sluice.config.ts', config(VALID)));
    const names: string[] = [];
    const catalog = await loaded.createCatalog(
      {},
      {
        wrapExecutor: (executor, name) => {
          names.push(name);
          return { ...executor, name: 'wrapped' };
        },
      },
    );

    expect(names).toEqual(['ci']);
    expect(catalog.pipeline('dns').executor.name).toBe('wrapped');
  });

  it('may name a document of a package', async () => {
    const path = await write(
      'sluice.config.ts',
      config(
        VALID.replace(/dns: {/, 'bootstrap: {').replace('dev: {},', 'dev: {}, staging: {},'),
        `['@sluice/schemas/action-groups/bootstrap.openapi.yaml']`,
      ),
    );
    const catalog = await (await loadConfig(path)).createCatalog({});

    expect(catalog.pipelines.map(({ pipelineType }) => pipelineType)).toEqual(['bootstrap']);
  });
});

describe('a config that is wrong says where and what is accepted', () => {
  const at = (text: string, part: string): string => {
    const before = text.slice(0, text.indexOf(part)).split('\n');
    return `./sluice.config.ts:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  };

  it.each([
    [
      'an unknown key',
      `target: { job: 'dns' },`,
      `targt: { job: 'dns' },`,
      `targt:`,
      'pipelines.dns.targt: is not known here; accepted: executor, target, environments, variables, traceContext',
    ],
    [
      'an unknown executor',
      `'ci',\n      target`,
      `'jenkins',\n      target`,
      `executor: 'jenkins'`,
      'pipelines.dns.executor: "jenkins" is not one of the executors: ci',
    ],
    ['a wrong target', `{ job: 'dns' }`, `{ job: 7 }`, `job: 7`, 'pipelines.dns.target.job: must be the name of a job'],
    [
      'a wrong target of one environment',
      `'dns-release'`,
      `true`,
      `job: true`,
      'pipelines.dns.environments.prod.target.job: must be the name of a job',
    ],
    [
      'a wrong rule',
      `dev: {}`,
      `dev: { concurrency: 3 }`,
      `concurrency: 3`,
      'pipelines.dns.environments.dev.concurrency: must be "one" or "unlimited"',
    ],
    [
      'a rule about who approves that is none',
      `dev: {}`,
      `dev: { approval: 'boss' }`,
      `approval: 'boss'`,
      'pipelines.dns.environments.dev.approval: must be "none", "requester" or "second-person"',
    ],
    [
      'allowed hours in a time zone that is none',
      `dev: {}`,
      `dev: { allowedHours: { from: '09:00', to: '17:00', timeZone: 'Berlin' } }`,
      `timeZone: 'Berlin'`,
      'pipelines.dns.environments.dev.allowedHours.timeZone: is no time zone that is known here',
    ],
    [
      'a protected parameter that is none',
      `[] }`,
      `['zone'] }`,
      `protectedParameters`,
      'pipelines.dns.environments.prod.protectedParameters: "zone" is not a parameter; there are: record',
    ],
    [
      'a protected parameter that is required',
      `[] }`,
      `['record'] }`,
      `protectedParameters`,
      '"record" is required, so it can\'t be protected',
    ],
    [
      'a variable that steers the runner',
      `target: { job: 'dns' },`,
      `target: { job: 'dns' }, variables: { record: 'LD_PRELOAD' },`,
      `record: 'LD_PRELOAD'`,
      'steers the runner',
    ],
    [
      'a variable of Sluice itself',
      `target: { job: 'dns' },`,
      `target: { job: 'dns' }, variables: { record: 'ENVIRONMENT' },`,
      `record: 'ENVIRONMENT'`,
      'is set by Sluice itself',
    ],
    [
      'a pipeline that no agent may ask for',
      `dns: {`,
      `dsn: {`,
      `dsn: {`,
      'no action group has POST /pipelines/dsn/executions; they have: POST /pipelines/dns/executions',
    ],
  ])('%s', async (_, part, replacement, where, message) => {
    const text = config(VALID.replace(part, replacement));
    const fault = await faultOf(await write('sluice.config.ts', text));

    expect(fault).toContain(`${at(text, where)}: `);
    expect(fault).toContain(message);
  });

  it('an environment that the document offers and the config lacks, at the line of the document', async () => {
    const fault = await faultOf(await write('sluice.config.ts', config(VALID.replace(/prod: .*\n/, ''))));

    expect(fault).toMatch(
      /dns\.openapi\.yaml:22:19: POST \/pipelines\/dns\/executions: offers prod to agents, but the config has dev$/,
    );
  });

  it.each([
    [
      'a default that its own schema refuses',
      '                  description: Name',
      '                  default: 7\n                  description: Name',
      /23:\d+: .*"record" has a default that its own schema refuses/,
    ],
    [
      'a required property that there is not',
      'required: [environment, record]',
      'required: [environment, recrod]',
      /17:\d+: .*requires "recrod", which is not among the properties: environment, record$/,
    ],
    [
      'an environment that is not required',
      'required: [environment, record]',
      'required: [record]',
      /19:\d+: .*must require "environment"/,
    ],
    [
      'a type that there is not',
      'type: string\n                  description: Name',
      'type: text\n                  description: Name',
      /23:\d+: .*"record" has a schema that can't be used: .*one of string, integer/,
    ],
    [
      'a parameter that would steer the runner',
      'record:',
      'ld_preload:',
      /2[0-9]:\d+: .*parameter "ld_preload": "LD_PRELOAD" steers the runner/,
    ],
    ['a document of another standard', 'openapi: 3.0.0', "swagger: '2.0'", /1:1: must say which OpenAPI it is/],
    [
      'a path that is mistyped',
      '/pipelines/dns/executions',
      '/pipeline/dns/executions',
      /they have: POST \/pipeline\/dns\/executions$/,
    ],
  ])('%s, at the line of the document', async (_, part, replacement, message) => {
    const document = (await readFile(join(FIXTURES, 'dns.openapi.yaml'), 'utf8')).replace(part, replacement);
    await write(
      'changed.openapi.yaml',
      part === 'record:' ? document.replace('environment, record]', 'environment]') : document,
    );
    const fault = await faultOf(await write('sluice.config.ts', config(VALID, `['./changed.openapi.yaml']`)));

    expect(fault).toMatch(message);
  });

  it('every fault at once', async () => {
    const fault = await faultOf(
      await write('sluice.config.ts', config(VALID.replace(`'ci'`, '7').replace('dev: {}', 'dev: { ref: 1 }'))),
    );

    expect(fault.split('\n')).toHaveLength(2);
  });

  it('a document that is missing', async () => {
    const text = config(VALID, `['./nowhere.openapi.yaml']`);
    const fault = await faultOf(await write('sluice.config.ts', text));

    expect(fault).toContain(`${at(text, `'./nowhere`)}: actionGroups.0: "./nowhere.openapi.yaml" can't be found`);
  });

  it('a document that is no YAML, with its line', async () => {
    await write('broken.openapi.yaml', 'openapi: 3.0.0\npaths: {\n');
    const fault = await faultOf(await write('sluice.config.ts', config(VALID, `['./broken.openapi.yaml']`)));

    expect(fault).toMatch(/broken\.openapi\.yaml:3:1: is no YAML: [^\n]+$/);
  });

  it('a file that does not exist', async () => {
    await expect(loadConfig(join(folder, 'nothing.ts'))).rejects.toThrow(/nothing\.ts does not exist/);
  });

  it.each([
    [
      'is no module',
      'const name = 1;\n\nexport default {\n  executors: {\n};\n',
      /sluice\.config\.ts:\d: can't be loaded: Expected/,
    ],
    [
      'needs more than type stripping',
      '\nenum Kind { a }\nexport default {};\n',
      /sluice\.config\.ts:2: can't be loaded: .*enum/,
    ],
    ['throws', '\n\nthrow new Error("no luck");\n', /sluice\.config\.ts:3: can't be loaded: no luck/],
    [
      'imports what there is not',
      "\nimport './nowhere.ts';\nexport default {};\n",
      /sluice\.config\.ts:2: can't be loaded: Cannot find/,
    ],
    [
      'imports a name that there is not',
      "import { nothing } from '@sluice/core';\nexport default nothing;\n",
      /sluice\.config\.ts:1: can't be loaded: .*nothing/,
    ],
  ])('a file that %s, with the line', async (_, text, message) => {
    expect(await faultInNode(await write('sluice.config.ts', text))).toMatch(message);
  });

  it('a file in a package that says "type": "commonjs", as npm init makes it, with what to do', async () => {
    await write('package.json', '{ "type": "commonjs" }');
    const file = await write('sluice.config.ts', "import { defineConfig } from '@sluice/core';\nexport default {};\n");
    expect(await faultInNode(file)).toMatch(/sluice\.config\.ts:\d: can't be loaded: .*npm pkg set type=module/);
  });

  it('a folder', async () => {
    await expect(loadConfig(folder)).rejects.toThrow(/is not a file/);
  });

  it('a file without a default export', async () => {
    await expect(loadConfig(await write('sluice.config.ts', 'export const config = {};'))).rejects.toThrow(
      /no default export/,
    );
  });
});

it('the common action groups are those of @sluice/schemas', async () => {
  const groups = readCommonActionGroups();

  expect(Object.keys(groups.executions.paths)).toContain('/executions/{execution_id}');
  expect(Object.keys(groups.orchestration.paths)).toContain('/agents/invoke');
  expect(Object.keys(groups.memory.paths)).toContain('/memory');
});
