import { randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@sluice/config';
import { expect, it, onTestFinished } from 'vitest';
import { type LocalRuntime, startLocalRuntime } from '../src/index.ts';

const QUICKSTART = fileURLToPath(new URL('../../../examples/quickstart/', import.meta.url));

/** Does what the README says in a copy of the example; `.sluice` is not in git, and its packages are found from there. */
async function copyOfQuickstart(): Promise<{ readonly folder: string; readonly readme: string }> {
  const folder = `${QUICKSTART}.sluice/readme-test-${randomUUID()}/`;
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(`${folder}action-groups`, { recursive: true });
  await cp(`${QUICKSTART}sluice.config.ts`, `${folder}sluice.config.ts`);
  return { folder, readme: await readFile(`${QUICKSTART}README.md`, 'utf8') };
}

/** The blocks of code of a language, in order. */
function blocks(readme: string, language: string): readonly string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, code]) => code ?? '',
  );
}

interface Extended {
  readonly runtime: LocalRuntime;
  readonly readme: string;
}

/** Starts the copy, with the pipeline of the README added to it, as `change` leaves that. */
async function startExtended(change: (pipeline: string, jenkins: string) => string): Promise<Extended> {
  const { folder, readme } = await copyOfQuickstart();
  const [document = ''] = blocks(readme, 'yaml');
  const [group = '', pipeline = '', jenkins = ''] = blocks(readme, 'ts');
  await writeFile(`${folder}action-groups/dns.openapi.yaml`, document);
  const config = await readFile(`${folder}sluice.config.ts`, 'utf8');
  const extended = config
    .replace('  actionGroups: [\n', (found) => found + group)
    .replace('  pipelines: {\n', (found) => found + change(pipeline, jenkins));
  await writeFile(`${folder}sluice.config.ts`, extended);

  const runtime = await startLocalRuntime({
    config: await loadConfig(`${folder}sluice.config.ts`),
    pipelineSpeed: 100,
    pollIntervalMs: 20,
  });
  onTestFinished(() => runtime.close());
  return { runtime, readme };
}

function firstSentence(readme: string): string {
  return /--once "(Create dns record [^"]+ in dev)"/.exec(readme)?.[1] ?? '';
}

const VARIABLES = {
  PIPELINE_TYPE: 'dns',
  ENVIRONMENT: 'dev',
  RECORD_NAME: 'api.example.com',
  RECORD_VALUE: '10.0.0.7',
  TTL_SECONDS: '300',
};

it("a pipeline of one's own works as the README says", { timeout: 20_000 }, async () => {
  const { runtime, readme } = await startExtended((pipeline) => pipeline);
  const { text } = await runtime.chat(firstSentence(readme));
  expect(text).toContain('succeeded');
  const [run] = runtime.simulators.gitlab.pipelines('platform/dns');
  expect(run?.variables).toMatchObject(VARIABLES);

  const wrongs = [...readme.matchAll(/--once "(Create dns record api\.example\.com(?! pointing to 10)[^"]*)"/g)];
  expect(wrongs).toHaveLength(2);
  for (const [, wrong = ''] of wrongs) {
    expect((await runtime.chat(wrong)).text).toContain('record_value');
    expect(runtime.simulators.gitlab.pipelines('platform/dns')).toHaveLength(1);
  }
});

it("a pipeline of one's own works on Jenkins too, as the README says", { timeout: 20_000 }, async () => {
  const { runtime, readme } = await startExtended((pipeline, jenkins) => {
    const [head = ''] = pipeline.split(/^ {6}executor/m);
    return `${head}${jenkins}    },\n`;
  });
  const { text } = await runtime.chat(firstSentence(readme));
  expect(text).toContain('succeeded');
  expect(runtime.simulators.jenkins.builds('platform/dns')).toMatchObject([{ parameters: VARIABLES }]);
  expect(runtime.simulators.jenkins.builds('platform/dns-prod')).toEqual([]);
});
