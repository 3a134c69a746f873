import { fieldsOf, text } from '../tool-reply.ts';

const AT_MOST_CHARACTERS = 4000;

/** Tells what a tool answered that is about no execution. */
export function describeAnswer(body: unknown): string {
  const said = text(body) ?? text(fieldsOf(body)['message']);
  if (said !== undefined) return cut(said);
  const rendered = JSON.stringify(body, null, 2);
  return rendered === undefined ? 'The tool answered nothing.' : cut(`The tool answered:\n${rendered}`);
}

function cut(said: string): string {
  return said.length > AT_MOST_CHARACTERS ? `${said.slice(0, AT_MOST_CHARACTERS)} […]` : said;
}
