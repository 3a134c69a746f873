/** A request as the gateway received it. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names and values as they came, in order; a name may stand twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly requestId: string;
}

/** What the gateway answers. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Buffer;
}

/** Makes an answer of the gateway's own: a message in JSON. */
export function messageAnswer(status: number, message: string): HttpAnswer {
  return { status, headers: [['content-type', 'application/json']], body: JSON.stringify({ message }) };
}

/** What stands in the events for what a real gateway has and this one does not. */
export const API_ID = 'local';
export const DOMAIN_NAME = 'localhost';

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
