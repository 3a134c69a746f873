import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LambdaFunction } from '@sluice/local';
import type { Resolve } from './resolve.ts';
import { type CloudFormation, type Resource, resourcesOf } from './template.ts';

/** What of the world outside is elsewhere here. */
export interface Elsewhere {
  /** The values of variables that are addresses of others. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Where the AWS SDK finds its services. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** Takes the functions of a template, by their ARNs, with their code out of the synthesised directory. */
export function deployedFunctions(
  template: CloudFormation,
  { directory, resolve, elsewhere }: { directory: string; resolve: Resolve; elsewhere: Elsewhere },
): readonly LambdaFunction[] {
  return resourcesOf(template, 'AWS::Lambda::Function').map(([logicalId, resource]) => {
    const { Handler, Timeout, MemorySize, Environment } = resource.Properties;
    const [file, handler] = Handler.split('.');
    const asset = assetOf(directory, resource);
    const variables = Object.entries(Environment?.Variables ?? {}).map(([name, value]): [string, string] => [
      name,
      elsewhere.addresses[name] ?? pathIn(asset, resolve(value)),
    ]);
    return {
      name: resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }),
      module: moduleIn(asset, file),
      handler,
      environmentVariables: { ...Object.fromEntries(variables), ...elsewhere.endpoints },
      timeoutMs: Timeout * 1000,
      memorySizeMb: MemorySize,
    };
  });
}

/** Returns the directory that a function's code would be uploaded from. */
export function assetOf(directory: string, { Metadata }: Resource): string {
  return join(directory, Metadata?.['aws:asset:path'] ?? 'no asset');
}

/** Lambda runs a function in the directory of its code, which the threads of one process can't. */
function pathIn(asset: string, value: string): string {
  return value.endsWith('.json') ? join(asset, value) : value;
}

function moduleIn(asset: string, name: string): string {
  const file = ['js', 'cjs', 'mjs'].map((ending) => join(asset, `${name}.${ending}`)).find((path) => existsSync(path));
  return pathToFileURL(file ?? asset).href;
}
