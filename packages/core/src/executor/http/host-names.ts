/**
 * Returns how an address names its host, which no error may tell: with the port and without.
 *
 * A host of one word, as a service in a cluster may be called, is left out: it is a word of many sentences, and tells
 * nobody where to go.
 *
 * @public
 */
export function hostNamesOf(url: string): readonly string[] {
  const { host, hostname } = new URL(url);
  // The longer one first, so that no port is left over of it.
  return [...new Set([host, hostname])].filter((name) => /[.:]/.test(name));
}
