import { type ContractAnswer, type OpenApiContract, openApiContract } from './openapi-contract.ts';

/** Our description of Jenkins' API. A job's name has the slashes of its folders in it. */
const CONTRACT: OpenApiContract = openApiContract('jenkins.openapi.yaml', { job: '.+', number: '\\d+', id: '\\d+' });

/**
 * Finds out where an answer differs from our description of Jenkins' API. `path` is below the context path, with its
 * query. Where `tree` picks fields, none of them has to be there.
 *
 * @returns the differences in words; empty when there are none
 */
export function differencesFromContract(answer: ContractAnswer): string {
  const { pathname, searchParams } = new URL(answer.path, 'http://jenkins');
  return CONTRACT.differences({ ...answer, path: pathname }, { required: !searchParams.has('tree') });
}

/**
 * Finds out where something that Jenkins sends by itself differs from its schema.
 *
 * @returns the differences in words; empty when there are none
 */
export const differencesFromSchema: OpenApiContract['differencesFromSchema'] = CONTRACT.differencesFromSchema;

/** Returns the names of the fields that a schema describes. */
export const describedFields: OpenApiContract['describedFields'] = CONTRACT.describedFields;
