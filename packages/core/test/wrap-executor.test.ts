import { describe, expect, it } from 'vitest';
import { createCatalog, type PipelineExecutor } from '../src/index.ts';
import { createScriptedExecutor } from './fixtures/scripted-executor.ts';
import { dnsGroup } from './fixtures/world.ts';

function catalogWith(
  executor: PipelineExecutor,
  wrapExecutor: (executor: PipelineExecutor, name: string) => PipelineExecutor,
): ReturnType<typeof createCatalog> {
  return createCatalog({
    config: {
      executors: { ci: () => executor },
      actionGroups: ['./dns.openapi.yaml'],
      pipelines: { dns: { executor: 'ci', target: { job: 'dns' }, environments: { dev: {}, prod: {} } } },
    },
    actionGroups: [dnsGroup()],
    wrapExecutor,
  });
}

describe('what is put around executors', () => {
  it('gets each with its name in the config, and is what pipelines use', async () => {
    const executor = createScriptedExecutor();
    const wrapper: PipelineExecutor = { ...executor };
    const wrapped: [PipelineExecutor, string][] = [];
    const catalog = await catalogWith(executor, (...given) => {
      wrapped.push(given);
      return wrapper;
    });

    expect(wrapped).toEqual([[executor, 'ci']]);
    expect(catalog.pipeline('dns').executor).toBe(wrapper);
    expect(catalog.executor('ci')).toBe(wrapper);
  });

  it('does not get one that is no executor', async () => {
    const executor = Object.assign(createScriptedExecutor(), { capabilities: undefined });
    let wraps = 0;
    const made = catalogWith(executor, (given) => {
      wraps += 1;
      return given;
    });

    await expect(made).rejects.toThrow('is no executor of specificationVersion "v1"');
    expect(wraps).toBe(0);
  });
});
