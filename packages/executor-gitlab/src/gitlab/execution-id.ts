/** Name of the variable or input that carries the execution id into a run. */
export const EXECUTION_ID = 'SLUICE_EXECUTION_ID';

const UUID = /(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])/gi;

/**
 * Tells whether a name proves whose run it is: has the execution id in it, as a whole, and no other one. A name may also
 * hold what somebody wrote, such as that a run is to make up for another one, which it names.
 */
export function isNamedAfter(name: string | null | undefined, executionId: string): boolean {
  return mentions(name, executionId) && idsIn(name).every((id) => id === executionId);
}

/** Tells whether a name has an execution id in it, as a whole: an id that only begins like it is another. */
export function mentions(name: string | null | undefined, executionId: string): boolean {
  if (!name || executionId === '') return false;
  for (let at = name.indexOf(executionId); at !== -1; at = name.indexOf(executionId, at + 1)) {
    const around = [name[at - 1], name[at + executionId.length]];
    if (around.every((character) => character === undefined || !/[0-9a-z]/i.test(character))) return true;
  }
  return false;
}

/** Returns the one word of a name that has the form of an execution id; undefined where there are several, or none. */
export function executionIdIn(name: string | null | undefined): string | undefined {
  const [id, ...others] = idsIn(name);
  return others.length === 0 ? id : undefined;
}

function idsIn(name: string | null | undefined): readonly string[] {
  return [...new Set(name?.match(UUID) ?? [])];
}

/** Tells whether a pipeline was started over the API, with an access token or a trigger token, as we start them. */
export function isStartedByApi(source: string | undefined): boolean {
  // An old GitLab does not say.
  return source === undefined || source === 'api' || source === 'trigger';
}
