import { ConfigurationError, type ConfigurationIssue } from '@sluice/core';
import type * as z from 'zod';
import { type Access, isNobody } from './access.ts';
import { accessSchema } from './access-schema.ts';
import type { Grant } from './gateway.ts';

/** What an access document may name. @public */
export interface KnownNames {
  readonly environments: readonly string[];
  /** The types of the pipelines. */
  readonly pipelines: readonly string[];
}

/** What the names in an access document are checked against. @public */
export interface AccessDocumentOptions {
  /** What there is; a name that is none of these is an error. @defaultValue any name is taken */
  readonly known?: KnownNames | undefined;
}

/**
 * Reads an access document: who may ask, and for what.
 *
 * @param value - The document as a YAML or JSON parser returns it.
 * @param source - Names the document in errors, such as its file.
 * @example
 * ```ts
 * const access = accessOf(parse(await readFile('access.yaml', 'utf8')), 'access.yaml');
 * ```
 * @throws ConfigurationError that lists every fault: where it is, what is wrong and what is accepted
 * @public
 */
export function accessOf(value: unknown, source: string, options: AccessDocumentOptions = {}): Access {
  const result = accessSchema.safeParse(value);
  const issues = result.success ? faultsOf(result.data, options.known) : result.error.issues.flatMap(issuesOf);
  if (result.success && issues.length === 0) return result.data;
  throw new ConfigurationError(issues.map((issue) => ({ ...issue, document: source })));
}

type Path = ConfigurationIssue['path'];

function faultsOf(access: Access, known: KnownNames | undefined): readonly ConfigurationIssue[] {
  if (isNobody(access)) return [{ message: 'names nobody; give it api_keys, issuers or a gateway', path: [] }];
  return [...twins(access), ...(known === undefined ? [] : unknownNames(access, known))];
}

/** What must be told apart and is not. */
function twins({ apiKeys, issuers }: Access): readonly ConfigurationIssue[] {
  return [
    ...repeated(
      apiKeys.map(({ id }) => id),
      (index) => ({ message: 'is the id of another key too', path: ['api_keys', index, 'id'] }),
    ),
    ...repeated(
      apiKeys.map(({ sha256 }) => sha256),
      (index) => ({ message: 'is the hash of another key too', path: ['api_keys', index, 'sha256'] }),
    ),
    ...repeated(
      issuers.map(({ issuer }) => issuer),
      (index) => ({ message: 'is there twice', path: ['issuers', index, 'issuer'] }),
    ),
  ];
}

function repeated(
  values: readonly string[],
  issueOf: (index: number) => ConfigurationIssue,
): readonly ConfigurationIssue[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [issueOf(index)] : []));
}

function unknownNames(access: Access, known: KnownNames): readonly ConfigurationIssue[] {
  return grantsOf(access).flatMap(([path, { environments = [], pipelines = [] }]) => [
    ...unknownIn(environments, known.environments, [...path, 'environments']),
    ...unknownIn(pipelines, known.pipelines, [...path, 'pipelines']),
  ]);
}

function unknownIn(names: readonly string[], known: readonly string[], path: Path): readonly ConfigurationIssue[] {
  return names.flatMap((name, index) => {
    if (known.includes(name)) return [];
    return [{ message: `"${name}" is not in the catalog; there are: ${known.join(', ')}`, path: [...path, index] }];
  });
}

function grantsOf({ apiKeys, gateway }: Access): readonly (readonly [Path, Grant])[] {
  return [
    ...apiKeys.map((key, index) => [['api_keys', index], key] as const),
    ...(gateway.iam?.allow ?? []).map((grant, index) => [['gateway', 'iam', 'allow', index], grant] as const),
    ...(gateway.direct === undefined ? [] : [[['gateway', 'direct'], gateway.direct] as const]),
  ];
}

function issuesOf(issue: z.core.$ZodIssue): readonly ConfigurationIssue[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code !== 'unrecognized_keys') return [{ message: issue.message, path }];
  return issue.keys.map((key) => ({ message: issue.message, path: [...path, key] }));
}
