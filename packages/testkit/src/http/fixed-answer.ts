/** An answer that takes the place of a simulator's. */
export interface FixedAnswer {
  /** @defaultValue the status that the simulator answered with */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Body of the right type that makes no sense. */
export const GARBAGE: FixedAnswer = { headers: { 'content-type': 'application/json' }, body: '{"id": "not a' };

/** Makes the page of a proxy that stands before the CI system. */
export function proxyPage(status: number, title: string): FixedAnswer {
  const heading = `${status} ${title}`;
  const body = `<html>\r\n<head><title>${heading}</title></head>\r\n<body>\r\n<center><h1>${heading}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}

/** Makes the answer to somebody who asks too often. */
export function tooManyRequests(text: string, retryAfterSeconds: number | undefined): FixedAnswer {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { status: 429, headers: { 'content-type': 'text/plain', ...headers }, body: `${text}\n` };
}

/** Which answer a test chose. */
export interface ChosenAnswer {
  readonly status: number;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Makes the answer that a test chose. Its type is `contentType` unless the test chose that too. */
export function chosenAnswer({ status, body = '', headers }: ChosenAnswer, contentType: string): FixedAnswer {
  return { status, headers: { 'content-type': contentType, ...headers }, body };
}
