/** What stands in the events for what a real gateway has and this one does not. */
export const API_ID = 'local';
export const DOMAIN_NAME = 'localhost';
export const FUNCTION_URL_DOMAIN = 'local.lambda-url.eu-west-1.on.aws';

/** Returns the time as a gateway writes it: `01/Jan/2026:00:00:00 +0000`. */
export function gatewayTime(milliseconds: number): string {
  const [, day, month, year, time] = new Date(milliseconds).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

/** Groups values by name, in the order in which the names came. */
export function groupByName(pairs: Iterable<readonly [string, string]>): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const [name, value] of pairs) {
    groups[name] ??= [];
    groups[name].push(value);
  }
  return groups;
}

/** Keeps one string for each name. */
export function mapValues(groups: Record<string, string[]>, map: (values: string[]) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, map(values)]));
}
