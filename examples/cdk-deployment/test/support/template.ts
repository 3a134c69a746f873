import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { ServerOption } from '../../lib/server-option.ts';

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: what is in there is CloudFormation's business
  readonly Properties: any;
  readonly Metadata?: Readonly<Record<string, string>>;
}

/** A template as it was synthesised. */
export interface CloudFormation {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** Reads the template of an option. */
export function templateOf(option: ServerOption): CloudFormation {
  return JSON.parse(readFileSync(join(directoryOf(option), 'Pipelines.template.json'), 'utf8'));
}

/** Returns where an option was synthesised. */
export function directoryOf(option: ServerOption): string {
  return inject('syntheses')[option].directory;
}

/** Lists the resources of a type by their logical ids. */
export function resourcesOf(template: CloudFormation, type: string): readonly (readonly [string, Resource])[] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}
