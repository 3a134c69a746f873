import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { agentInvokerOptionsFromEnv } from '../src/agent-invoker/options-from-env.ts';
import { webSocketChatHandlerOptionsFromEnv } from '../src/chat-handler/options-from-env.ts';
import type { EnvironmentVariables } from '../src/index.ts';
import { mcpProxyOptionsFromEnv } from '../src/mcp-proxy/options-from-env.ts';
import { memoryManagerOptionsFromEnv } from '../src/memory-manager/options-from-env.ts';

const page = readFileSync(new URL('../../../docs/lambdas.md', import.meta.url), 'utf8');

it.each<[string, (variables: EnvironmentVariables) => unknown]>([
  ['chat-handler', webSocketChatHandlerOptionsFromEnv],
  ['agent-invoker', agentInvokerOptionsFromEnv],
  ['mcp-proxy', mcpProxyOptionsFromEnv],
  ['memory-manager', memoryManagerOptionsFromEnv],
])('docs/lambdas.md has the variables that the %s reads, and no others', (name, optionsFrom) => {
  const section = page.split(`\n### ${name}\n`)[1]?.split('\n##')[0] ?? '';
  const told = [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, variable]) => variable);
  expect(told.sort()).toEqual([...variablesReadBy(optionsFrom)].sort());
});

/** Notes which variables are looked at while all of them are absent. */
function variablesReadBy(optionsFrom: (variables: EnvironmentVariables) => unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const absent: EnvironmentVariables = new Proxy(
    {},
    {
      get(_, variable) {
        // Those are set by Lambda, and by nobody else.
        if (!/^(?:AWS|LAMBDA)_/.test(String(variable))) names.add(String(variable));
        return undefined;
      },
    },
  );
  expect(() => optionsFrom(absent)).toThrow(/is not set/);
  return names;
}
