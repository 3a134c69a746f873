const STRING_OR_NAME = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** Whether an object of JSON has a name twice, of which a parser silently keeps the last. */
export function hasRepeatedNames(json: string, parsed: unknown): boolean {
  if (!json.includes('{')) return false;
  let names = 0;
  for (const [, colon] of json.matchAll(STRING_OR_NAME)) names += colon === undefined ? 0 : 1;
  return names !== countNames(parsed);
}

/** Counts without recursion, since what was sent may be nested as deep as it likes. */
function countNames(parsed: unknown): number {
  let names = 0;
  const left: unknown[] = [parsed];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    const members: readonly unknown[] = Object.values(value);
    if (!Array.isArray(value)) names += members.length;
    for (const member of members) left.push(member);
  }
  return names;
}
