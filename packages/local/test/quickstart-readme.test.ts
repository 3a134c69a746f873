import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@sluice/config';
import { expect, it, onTestFinished } from 'vitest';
import { startLocalRuntime } from '../src/index.ts';

const QUICKSTART = fileURLToPath(new URL('../../../examples/quickstart/', import.meta.url));

/** Does what the README says in a copy of the example; `.sluice` is not in git, and its packages are found from there. */
async function copyOfQuickstart(): Promise<{ readonly folder: string; readonly readme: string }> {
  const folder = `${QUICKSTART}.sluice/readme-test-${process.pid}/`;
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

it("a pipeline of one's own works as the README says", async () => {
  const { folder, readme } = await copyOfQuickstart();
  const [document = ''] = blocks(readme, 'yaml');
  const [group = '', pipeline = ''] = blocks(readme, 'ts');
  await writeFile(`${folder}action-groups/dns.openapi.yaml`, document);
  const config = await readFile(`${folder}sluice.config.ts`, 'utf8');
  const extended = config
    .replace('  actionGroups: [\n', (found) => found + group)
    .replace('  pipelines: {\n', (found) => found + pipeline);
  await writeFile(`${folder}sluice.config.ts`, extended);

  const runtime = await startLocalRuntime({
    config: await loadConfig(`${folder}sluice.config.ts`),
    pipelineSpeed: 100,
    pollIntervalMs: 20,
  });
  onTestFinished(() => runtime.close());
  const [, sentence] = /--once "(Create dns record [^"]+ in dev)"/.exec(readme) ?? [];
  const { text } = await runtime.chat(sentence ?? '');
  expect(text).toContain('succeeded');
  const [run] = runtime.simulator.pipelines('platform/dns');
  expect(run?.variables).toMatchObject({
    PIPELINE_TYPE: 'dns',
    ENVIRONMENT: 'dev',
    RECORD_NAME: 'api.example.com',
    RECORD_VALUE: '10.0.0.7',
    TTL_SECONDS: '300',
  });

  const wrongs = [...readme.matchAll(/--once "(Create dns record api\.example\.com(?! pointing to 10)[^"]*)"/g)];
  expect(wrongs).toHaveLength(2);
  for (const [, wrong = ''] of wrongs) {
    expect((await runtime.chat(wrong)).text).toContain('record_value');
    expect(runtime.simulator.pipelines('platform/dns')).toHaveLength(1);
  }
});
