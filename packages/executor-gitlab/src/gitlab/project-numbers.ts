/**
 * The numbers of projects whose paths lead nowhere, since a proxy before GitLab turns `%2F` into `/`: by its number a
 * project is reached all the same. It can only be had from a search, where the path stands in the query.
 */
export interface ProjectNumbers {
  /** Writes a project as the path of a request has it: by its number, where that is known to be needed. */
  segment(project: string): string;
  /** Whether it is worth looking for the number. */
  isUnknown(project: string): boolean;
  remember(project: string, number: string): void;
}

/** Makes an empty memory. */
export function createProjectNumbers(): ProjectNumbers {
  const numbers = new Map<string, string>();
  return {
    segment: (project) => encodeURIComponent(numbers.get(project) ?? project),
    isUnknown: (project) => project.includes('/') && !numbers.has(project),
    remember(project, number) {
      numbers.set(project, number);
    },
  };
}
