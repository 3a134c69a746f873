import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lintFiles } from '../src/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-lint-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function findings(text: string, name = 'network.openapi.yaml'): Promise<string[]> {
  const path = join(folder, name);
  await writeFile(path, text);
  return (await lintFiles([path])).map(({ severity, line, message }) => `${severity} ${line}: ${message}`);
}

/** A document that is right, with one of its lines replaced. */
function document(line?: string, replacement = ''): string {
  const text = `openapi: 3.0.0
info: { title: Network, version: 1.0.0 }
paths:
  /pipelines/network/executions:
    post:
      operationId: execute-network-pipeline
      description: Starts the pipeline that builds the network.
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                environment: { type: string, description: Where to. }
                zones: { type: array, description: Zones., items: { type: string } }
      responses: { '200': { description: The execution. } }
  /networks/{name}:
    get:
      operationId: describe-network
      description: Tells of a network.
      parameters:
        - { name: name, in: path, required: true, description: Which one., schema: { type: string } }
      responses: { '200': { description: The network. } }
`;
  if (line === undefined) return text;
  expect(text).toContain(line);
  return text.replace(line, replacement);
}

describe('lintFiles', () => {
  it('finds nothing in a document that is right', async () => {
    expect(await findings(document())).toEqual([]);
  });

  it('finds nothing in the documents that Sluice brings along', async () => {
    const require = createRequire(import.meta.url);
    const names = ['app', 'bootstrap', 'compute', 'executions', 'memory', 'orchestration'];
    const paths = names.map((name) => require.resolve(`@sluice/schemas/action-groups/${name}.openapi.yaml`));
    expect((await lintFiles(paths)).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each([
    [
      'openapi: 3.0.0',
      'openapi: 2.0.0',
      'error 1: must say which OpenAPI it is: "openapi: 3.0.0" is what Bedrock takes',
    ],
    ['      operationId: execute-network-pipeline\n', '', 'error 5: must have an operationId'],
    [
      '      operationId: describe-network\n',
      '',
      'error 18: has no operationId, which is the name of the tool; write one such as list-networks',
    ],
    [
      'operationId: describe-network',
      'operationId: describe network',
      'error 19: describe network may have letters, digits, "-" and "_" only',
    ],
    [
      'operationId: describe-network',
      'operationId: execute-network-pipeline',
      'error 19: execute-network-pipeline is the name of POST /pipelines/network/executions already; names must be unique',
    ],
    [
      'operationId: describe-network',
      `operationId: ${'d'.repeat(60)}`,
      `error 19: network___${'d'.repeat(60)}, as AgentCore Gateway names the tool, has 70 characters; models take 64 at the most`,
    ],
    [
      '      description: Tells of a network.\n',
      '',
      'error 18: has no description; say what it does and when to use it, for a model has nothing else to go by',
    ],
    [
      'description: Which one., ',
      '',
      'error 21: name has no description; say what it is, for a model has nothing else to go by',
    ],
    [
      'schema: { type: string } }\n      responses',
      'schema: {} }\n      responses',
      'warning 21: name has no type; it is taken for a text',
    ],
    [
      ', description: Where to.',
      '',
      'error 14: environment has no description; say what it is, for a model has nothing else to go by',
    ],
    [
      ', items: { type: string }',
      '',
      'warning 15: is a list of anything; add "items", or a list that Bedrock sends unquoted is asked for again',
    ],
    [
      'items: { type: string }',
      'items: { type: object }',
      'warning 15: is a list of objects or lists, which Bedrock sends in a form that can not always be read back; take a text that holds JSON',
    ],
    [
      'type: array, description: Zones., items: { type: string }',
      'description: Zones., oneOf: [{ type: string }, { type: integer }]',
      'warning 15: agents are told only the first choice of oneOf; write one schema, with the rest in words',
    ],
    [
      'type: array, description: Zones., items: { type: string }',
      'type: object, description: Zones.',
      'warning 15: is an object of unknown properties; name them, or take a text that holds JSON',
    ],
    [
      "      responses: { '200': { description: The network. } }\n",
      '',
      'error 18: has no responses; declare at least what is answered with 200',
    ],
    [
      'schema: { type: string } }\n      responses',
      "schema: { $ref: '#/components/schemas/Name' } }\n      responses",
      'error 21: #/components/schemas/Name leads nowhere; references may lead to parts of the same document only',
    ],
    [
      '      parameters:',
      '      requestBody: { content: {} }\n      parameters:',
      'error 21: GET takes no request body; use parameters, or POST',
    ],
    ['  /networks/{name}:', '  networks/{name}:', 'error 17: a path must begin with "/"'],
  ])('finds what is wrong when %j is %j', async (line, replacement, finding) => {
    expect(await findings(document(line, replacement))).toContain(finding);
  });

  it('counts what a group may have, and what its agent has with the operations that are common to all', async () => {
    const operation = (index: number): string => `  /networks/${index}:
    get:
      operationId: network-${index}
      description: Tells of a network.
      responses: { '200': { description: The network. } }
`;
    const withMore = (count: number): string =>
      document() + Array.from({ length: count }, (_, index) => operation(index)).join('');
    expect(await findings(withMore(3))).toEqual([]);
    expect(await findings(withMore(4))).toEqual([
      "warning 3: has 6 operations, and its agent 6 more that are common to all; Bedrock's default quota is 11 an agent: split the group, or have the quota raised",
    ]);
    expect(await findings(withMore(10))).toEqual([
      'error 3: has 12 operations; Bedrock takes 11 at the most: split the group',
    ]);
  });

  it('says where a document has no operations at all', async () => {
    expect(await findings('openapi: 3.0.0\ninfo: { title: None }\npaths: {}\n')).toEqual([
      'error 3: has no operations',
    ]);
    expect(await findings('[]')).toEqual(['error 1: must be an OpenAPI 3.0 document with "paths"']);
  });

  it('refuses a file that is not there', async () => {
    await expect(lintFiles([join(folder, 'none.yaml')])).rejects.toThrow(
      /none\.yaml can't be read; name the OpenAPI document of an action group/,
    );
  });
});
