import type { Refusal } from '../support/answer.ts';
import { callTool, mcp, rest, startBy, type Violation } from '../support/violation.ts';

const INVALID = { status: 422, code: 'invalid_parameters' };
const WRONG_ARGUMENTS = { tool: 'invalid_request' };
const NO_EXECUTION = { status: 404, code: 'execution_not_found' };

/** Names that steer a runner, or mean something to whoever copies an object without care. */
const PARAMETER_NAMES = [
  'CI_JOB_TOKEN',
  'CI_PIPELINE_SOURCE',
  'GITLAB_TOKEN',
  'SLUICE_EXECUTION_ID',
  'PIPELINE_TYPE',
  'ENVIRONMENT',
  'PATH',
  'LD_PRELOAD',
  'BASH_ENV',
  'NODE_OPTIONS',
  'GIT_SSH_COMMAND',
  'OPTIONS',
  'options\n',
  'options=x\nCI_JOB_TOKEN',
  'options[x]',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
] as const;

function parameterViolation(name: string): Violation {
  return {
    name: `the parameter ${JSON.stringify(name)}`,
    ways: {
      REST: { commit: () => startBy('REST', 'team', { parameters: { [name]: 'x' } }), refusal: INVALID },
      MCP: { commit: () => startBy('MCP', 'team', { [name]: 'x' }), refusal: WRONG_ARGUMENTS },
    },
  };
}

const PROTOTYPES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'] as const;

const DROPPED = Object.fromEntries(
  ['REST API', 'load balancer', 'load balancer with multi-value headers', 'direct invocation'].map((door) => [
    `REST through ${door}`,
    'the query comes as an object, of which this name is dropped: test/security/harmless.test.ts',
  ]),
);

function prototypeViolations(name: string): readonly Violation[] {
  const named = (what: string): string => `${name} as ${what}`;
  const notFound: Refusal = { rpc: -32_602 };
  return [
    {
      name: named('a pipeline'),
      ways: {
        REST: {
          commit: () => startBy('REST', 'team', { pipeline_type: name }),
          refusal: { status: 404, code: 'pipeline_not_found' },
        },
        MCP: { commit: () => callTool(`execute_${name}_pipeline`, { environment: 'dev' }), refusal: notFound },
      },
    },
    {
      name: named('an environment'),
      ways: {
        REST: { commit: () => startBy('REST', 'team', { environment: name }), refusal: INVALID },
        MCP: { commit: () => startBy('MCP', 'team', { environment: name }), refusal: WRONG_ARGUMENTS },
      },
    },
    {
      name: named('an execution'),
      ways: {
        REST: { commit: () => rest('GET', `/executions/${name}`), refusal: NO_EXECUTION },
        MCP: {
          commit: () => callTool('get_execution', { execution_id: name }),
          refusal: { tool: 'execution_not_found' },
        },
      },
    },
    {
      name: named('a field'),
      ways: {
        REST: {
          commit: () => rest('GET', `/executions?environment=dev&${name}=1`),
          refusal: { status: 400, code: 'invalid_request' },
        },
        MCP: {
          commit: () => callTool('list_executions', { environment: 'dev', [`${name}_`]: '1' }),
          refusal: WRONG_ARGUMENTS,
        },
      },
      gaps: name === '__proto__' ? DROPPED : {},
    },
    {
      name: named('a tool, a path'),
      ways: {
        REST: { commit: () => rest('GET', `/${name}`), refusal: { status: 404, code: 'not_found' } },
        MCP: { commit: () => callTool(name, {}), refusal: notFound },
      },
    },
    {
      name: named('a prompt, a pipeline to look at'),
      ways: {
        REST: {
          commit: () => rest('GET', `/pipelines/${name}`),
          refusal: { status: 404, code: 'pipeline_not_found' },
        },
        MCP: { commit: () => mcp('prompts/get', { name, arguments: {} }), refusal: notFound },
      },
    },
    {
      name: named('a method, a webhook'),
      ways: {
        REST: {
          commit: () => rest('POST', `/webhooks/${name}`, 'team', {}),
          refusal: { status: 404, code: 'not_found' },
        },
        MCP: { commit: () => mcp(name, {}), refusal: { rpc: -32_601 }, isUnloggedOverStdio: true },
      },
    },
    {
      name: named('a resource'),
      ways: {
        MCP: { commit: () => mcp('resources/read', { uri: `sluice://executions/${name}` }), refusal: notFound },
      },
      gaps: { REST: 'REST has no such thing' },
    },
  ];
}

/** Names that nobody may choose, and names of what every object has. */
export const NAME_VIOLATIONS: readonly Violation[] = [
  ...PARAMETER_NAMES.map(parameterViolation),
  ...PROTOTYPES.flatMap(prototypeViolations),
];
