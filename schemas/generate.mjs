// Writes the TypeScript types of each OpenAPI document into the packages that use them; with --check only compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';

const targets = [
  ['pipeline-server.openapi.yaml', 'core/src/generated/pipeline-server.ts'],
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
  const file = new URL(`../packages/${target}`, import.meta.url);
  const types = await openapiTypescript(new URL(document, import.meta.url), { alphabetize: true });
  const text = `// Generated from schemas/${document} by \`npm run generate\`. Do not edit.\n${astToString(types)}`;
  if (check) {
    if (readFileSync(file, 'utf8') === text) continue;
    drifted += 1;
    console.error(`packages/${target} differs from schemas/${document}: run "npm run generate"`);
  } else {
    mkdirSync(dirname(file.pathname), { recursive: true });
    writeFileSync(file, text);
    console.log(`packages/${target}`);
  }
}
if (drifted > 0) process.exitCode = 1;
else if (check) console.log(`${targets.length} generated files match their documents`);
