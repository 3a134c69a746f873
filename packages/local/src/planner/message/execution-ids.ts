const FORMS: readonly RegExp[] = [
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  /\b(?:exe|exec|execution|run)[-_](?=[\w-]*\d)[A-Za-z0-9][\w-]*\b/gi,
  /\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g,
  /(?<=\bexecution(?:[ _-]?id)?["'`:=# (]{1,4})(?=[\w.-]*\d)[\w.-]{3,99}\w/gi,
];

/** Lists the execution ids that a text names, each once, in the order in which they stand. */
export function executionIdsIn(text: string): readonly string[] {
  const found = FORMS.flatMap((form) =>
    Array.from(text.matchAll(form), (match) => ({ id: match[0], at: match.index })),
  );
  const ids = found.sort((a, b) => a.at - b.at).map(({ id }) => id);
  return [...new Set(ids)];
}
