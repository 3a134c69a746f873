/** Returns undefined for what is not JSON, which JSON itself can't say. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
