import { ConfigurationError } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { agentInvokerOptionsFromEnv } from '../src/index.ts';

const arn = (id: string): string => `arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/${id}`;

function faultsOf(variables: Readonly<Record<string, string>>): string {
  try {
    agentInvokerOptionsFromEnv(variables);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('Nothing was wrong.');
}

describe("the agent invoker's agents", () => {
  it('may be of Bedrock and of AgentCore Runtime, some with an endpoint', () => {
    const { agents } = agentInvokerOptionsFromEnv({
      AGENT_IDS: '{"bootstrap":"AGENT12345"}',
      AGENT_ALIAS_IDS: '{"bootstrap":"ALIAS12345"}',
      AGENT_RUNTIME_ARNS: JSON.stringify({ compute: arn('compute-AbC123'), app: arn('app-AbC123') }),
      AGENT_RUNTIME_QUALIFIERS: '{"app":"production"}',
    });
    expect(agents).toEqual({
      bootstrap: { agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' },
      compute: { agentRuntimeArn: arn('compute-AbC123') },
      app: { agentRuntimeArn: arn('app-AbC123'), qualifier: 'production' },
    });
  });

  it('may all be of AgentCore Runtime', () => {
    const { agents } = agentInvokerOptionsFromEnv({ AGENT_RUNTIME_ARNS: JSON.stringify({ app: arn('app-AbC123') }) });
    expect(agents).toEqual({ app: { agentRuntimeArn: arn('app-AbC123') } });
  });

  it.each<[string, Readonly<Record<string, string>>, readonly RegExp[]]>([
    ['none', {}, [/^AGENT_IDS: is not set: expected/m, /^AGENT_ALIAS_IDS: is not set: expected/m]],
    [
      'an agent without an alias',
      { AGENT_IDS: '{"app":"A","compute":"B"}', AGENT_ALIAS_IDS: '{"app":"C"}' },
      [/^AGENT_ALIAS_IDS: lacks compute: expected an alias id/m],
    ],
    ['agents without any alias', { AGENT_IDS: '{"app":"A"}' }, [/^AGENT_ALIAS_IDS: lacks app/m]],
    [
      'an alias without an agent',
      { AGENT_ALIAS_IDS: '{"app":"A"}', AGENT_RUNTIME_ARNS: JSON.stringify({ dns: arn('dns-AbC123') }) },
      [/^AGENT_IDS: lacks app/m],
    ],
    [
      'one type of both kinds',
      {
        AGENT_IDS: '{"app":"A"}',
        AGENT_ALIAS_IDS: '{"app":"B"}',
        AGENT_RUNTIME_ARNS: JSON.stringify({ app: arn('app-AbC123') }),
      },
      [/^AGENT_RUNTIME_ARNS: has app, and so has AGENT_IDS: expected each agent type in one of the two/m],
    ],
    [
      'an ARN of something else',
      { AGENT_RUNTIME_ARNS: '{"app":"arn:aws:lambda:eu-west-1:1:function:app"}' },
      [/^AGENT_RUNTIME_ARNS: can't be used for app: expected arn:aws:bedrock-agentcore/m],
    ],
    [
      'an endpoint without an ARN',
      {
        AGENT_RUNTIME_ARNS: JSON.stringify({ app: arn('app-AbC123') }),
        AGENT_RUNTIME_QUALIFIERS: '{"dns":"production"}',
      },
      [/^AGENT_RUNTIME_ARNS: lacks dns/m],
    ],
    [
      'ARNs that are no JSON',
      { AGENT_RUNTIME_ARNS: arn('app-AbC123') },
      [/^AGENT_RUNTIME_ARNS: can't be used: expected a JSON object/m],
    ],
  ])('are refused, each fault named with what is expected: %s', (_, variables, faults) => {
    const message = faultsOf(variables);
    for (const fault of faults) expect(message).toMatch(fault);
    expect(message).not.toContain('function:app');
  });
});
