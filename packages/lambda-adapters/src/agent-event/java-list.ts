/**
 * Reads a list as Java's `toString` writes it, which is how Bedrock renders some arrays: `[FHIR, HL7 CDA]`.
 *
 * @returns the elements; undefined when it is not such a list, or when it can be read in more than one way: elements
 * that hold a comma, a bracket, a quote or `=`, that are empty or that may be a missing value
 */
export function readJavaList(text: string): readonly string[] | undefined {
  const inner = /^\[(.*)\]$/s.exec(text.trim())?.[1];
  if (inner === undefined) return undefined;
  const elements = inner.split(', ');
  return elements.every(isPlain) ? elements : undefined;
}

function isPlain(element: string): boolean {
  return element !== '' && element === element.trim() && element !== 'null' && !/[,=[\]{}"'<>\r\n]/.test(element);
}
