import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultVariable, variableFault, variablesOf } from '../src/catalog/variables.ts';

describe('the variable of a parameter', () => {
  it.each([
    ['image_tag', 'IMAGE_TAG'],
    ['imageTag', 'IMAGE_TAG'],
    ['image-tag', 'IMAGE_TAG'],
    ['region', 'REGION'],
  ])('%s is %s', (parameter, variable) => {
    expect(defaultVariable(parameter)).toBe(variable);
  });

  it.each([
    'CI',
    'CI_COMMIT_SHA',
    'ci_debug_trace',
    'GITLAB_TOKEN',
    'PATH',
    'LD_PRELOAD',
    'DYLD_INSERT_LIBRARIES',
    'BASH_ENV',
    'NODE_OPTIONS',
    'NODE_TLS_REJECT_UNAUTHORIZED',
    'TF_CLI_ARGS_apply',
    'KUBECONFIG',
    'JDK_JAVA_OPTIONS',
    'GIT_STRATEGY',
    'DOCKER_HOST',
    'AWS_SECRET_ACCESS_KEY',
    'HTTPS_PROXY',
    'PYTHONPATH',
    'JAVA_TOOL_OPTIONS',
    'ENVIRONMENT',
    'environment',
    'SLUICE_EXECUTION_ID',
    'TENANT_ID',
    'TRACEPARENT',
    'tracestate',
    'A-B',
    '1A',
    '',
  ])('may not be %j', (variable) => {
    expect(variableFault(variable)).toEqual(expect.any(String));
  });

  it.each(['IMAGE_TAG', 'REGION', 'RELEASE', 'PATHS', 'NODE_COUNT', 'CITY', 'ACCOUNT_ID'])('may be %s', (variable) => {
    expect(variableFault(variable)).toBeUndefined();
  });
});

it('no parameter, whatever its name and value, replaces what Sluice sets', async () => {
  await fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (parameters) => {
      const variables = variablesOf(
        { executionId: 'id', pipelineType: 'dns', environment: 'dev', tenantId: 'acme', parameters },
        {},
      );
      expect(variables).toMatchObject({
        PIPELINE_TYPE: 'dns',
        ENVIRONMENT: 'dev',
        TENANT_ID: 'acme',
        SLUICE_EXECUTION_ID: 'id',
      });
      expect(Object.values(variables).every((value) => typeof value === 'string')).toBe(true);
    }),
  );
});
