// Writes the TypeScript types of each OpenAPI document into the packages that use them, and the document itself into the
// server that serves it; with --check only compares.
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
if (drifted > 0) process.exitCode = 1;
else if (check) console.log(`${targets.length + 1} generated files match their documents`);

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
