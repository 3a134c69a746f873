// Writes the TypeScript types of each OpenAPI document into the packages that use them, the document itself into the server
// that serves it, and the schemas of its answers into the proxy that reads them; with --check only compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { parse } from 'yaml';

const targets = [
  ['pipeline-server.openapi.yaml', 'core/src/generated/pipeline-server.ts'],
  ['action-groups/executions.openapi.yaml', 'lambda-adapters/src/generated/executions.ts'],
  ['action-groups/memory.openapi.yaml', 'lambda-adapters/src/generated/memory.ts'],
  ['action-groups/orchestration.openapi.yaml', 'lambda-adapters/src/generated/orchestration.ts'],
  ['upstream/gitlab.openapi.yaml', 'executor-gitlab/src/generated/gitlab.ts'],
  ['upstream/gitlab.openapi.yaml', 'testkit/src/generated/gitlab.ts'],
  ['upstream/jenkins.openapi.yaml', 'executor-jenkins/src/generated/jenkins.ts'],
  ['upstream/jenkins.openapi.yaml', 'testkit/src/generated/jenkins.ts'],
];

// What the proxy knows of JSON Schema, beside references, properties and items.
const FORM_KEYWORDS = ['type', 'format', 'enum', 'const', 'minimum', 'required'];

const check = process.argv.includes('--check');
let drifted = 0;
for (const [document, target] of targets) {
  const types = await openapiTypescript(new URL(document, import.meta.url), { alphabetize: true });
  put(document, target, astToString(types));
}
const served = parse(readFileSync(new URL('pipeline-server.openapi.yaml', import.meta.url), 'utf8'));
put(
  'pipeline-server.openapi.yaml',
  'mcp-server/src/generated/openapi-document.ts',
  `export const openApiDocumentJson: string = ${JSON.stringify(JSON.stringify(served))};\n`,
);
put(
  'pipeline-server.openapi.yaml',
  'lambda-adapters/src/generated/answer-schemas.ts',
  `export const answerSchemas = ${JSON.stringify(answerSchemas(served.components.schemas))} as const;\n`,
);
if (drifted > 0) process.exitCode = 1;
else if (check) console.log(`${targets.length + 2} generated files match their documents`);

// The schemas of the answers that the proxy reads, by name, with those that they refer to; without prose.
function answerSchemas(schemas) {
  const kept = {};
  const keep = (name) => {
    if (name in kept) return name;
    kept[name] = undefined;
    kept[name] = formOf(schemas[name]);
    return name;
  };
  const formOf = ({ $ref, properties, items, ...schema }) => ({
    ...Object.fromEntries(FORM_KEYWORDS.filter((name) => name in schema).map((name) => [name, schema[name]])),
    ...($ref === undefined ? {} : { $ref: keep($ref.split('/').at(-1)) }),
    ...(properties === undefined ? {} : { properties: mapMembers(properties, formOf) }),
    ...(items === undefined ? {} : { items: formOf(items) }),
  });
  for (const name of ['Execution', 'ExecutionPage', 'LogChunk', 'Problem']) keep(name);
  return kept;
}

function mapMembers(object, map) {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, map(member)]));
}

function put(document, target, content) {
  const file = new URL(`../packages/${target}`, import.meta.url);
  const text = `// Generated from schemas/${document} by \`npm run generate\`. Do not edit.\n${content}`;
  if (!check) {
    mkdirSync(dirname(file.pathname), { recursive: true });
    writeFileSync(file, text);
    console.log(`packages/${target}`);
  } else if (readFileSync(file, 'utf8') !== text) {
    drifted += 1;
    console.error(`packages/${target} differs from schemas/${document}: run "npm run generate"`);
  }
}
