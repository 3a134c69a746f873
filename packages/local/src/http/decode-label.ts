/** Decodes a part of a path; undefined when it is not encoded as it should be. */
export function decodeLabel(label: string): string | undefined {
  try {
    return decodeURIComponent(label);
  } catch {
    return undefined;
  }
}
