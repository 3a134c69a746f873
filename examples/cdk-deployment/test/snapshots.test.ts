import { expect, it } from 'vitest';
import { SERVER_OPTIONS } from '../lib/server-option.ts';
import { templateOf } from './support/template.ts';

it.each(SERVER_OPTIONS)('the template of %s is as it was when somebody last looked at it', async (option) => {
  const { Resources, ...rest } = templateOf(option);
  const resources = Object.entries(Resources)
    .filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata')
    .map(([logicalId, { Metadata: _, ...resource }]) => [logicalId, resource]);
  const template = JSON.stringify({ ...rest, Resources: Object.fromEntries(resources) }, undefined, 2);
  await expect(withoutHashes(template)).toMatchFileSnapshot(`snapshots/${option}.template.snap`);
});

/** What changes with every change of code: names of assets, what an alias follows, which state of an API is deployed. */
function withoutHashes(template: string): string {
  const text = template
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>')
    .replaceAll(/Follows [0-9a-f]{16}/g, 'Follows <digest>')
    .replaceAll(/(ApiDeployment[0-9A-F]{8})[0-9a-f]{32}/g, '$1<digest>');
  return `${text}\n`;
}
