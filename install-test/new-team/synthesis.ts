import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Place, run } from '../command.ts';

/** Nothing answers there: whatever asks the network fails. */
const NOWHERE = 'http://127.0.0.1:1';

/** What is in the template, and how its name begins, wherever the server runs. */
const RESOURCES = [
  'AWS::DynamoDB::GlobalTable SluiceExecutions',
  'AWS::Bedrock::Agent SluiceAgentsorchestrator',
  'AWS::Lambda::Function SluiceBridgeChatHandler',
  'AWS::Lambda::Function SluiceBridgeAgentInvoker',
  'AWS::Lambda::Function SluiceBridgeToolsMcpProxy',
  'AWS::Lambda::Function SluiceBridgeToolsMemoryManager',
];

/** The functions that are deployed as they were published. */
const BUNDLES = ['chat-handler', 'agent-invoker', 'mcp-proxy', 'memory-manager'];

/**
 * Synthesises the folder's CDK app without network and account, and looks at what came of it.
 *
 * @param expected - more that is in the template: type and beginning of the name
 */
export async function checkSynthesis({ folder, variables }: Place, expected: readonly string[]): Promise<void> {
  const offline = { ...variables, HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, AWS_EC2_METADATA_DISABLED: 'true' };
  await run({ folder, variables: offline }, ['npx', 'cdk', 'synth', '--quiet']);
  const text = await readFile(join(folder, 'cdk.out/Pipelines.template.json'), 'utf8');
  const resources: Readonly<Record<string, { readonly Type: string }>> = JSON.parse(text).Resources;
  const found = Object.entries(resources).map(([id, { Type }]) => `${Type} ${id}`);
  for (const wanted of [...RESOURCES, ...expected]) {
    assert.ok(
      found.some((resource) => resource.startsWith(wanted)),
      `the template has no ${wanted}, but\n${found.join('\n')}`,
    );
  }
  const assets = await modulesOf(join(folder, 'cdk.out'));
  for (const name of BUNDLES) {
    const [bundle] = await modulesOf(join(folder, 'node_modules/@sluice/lambda-adapters/dist/bundles', name));
    assert.ok(bundle !== undefined && assets.includes(bundle), `no asset is the bundle ${name}, as it was installed`);
  }
}

/** Returns the contents of all `index.cjs`. */
async function modulesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const modules = names.filter((name) => basename(name) === 'index.cjs');
  return Promise.all(modules.map((name) => readFile(join(folder, name), 'utf8')));
}
