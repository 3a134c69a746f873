import type { JenkinsFault } from './faults.ts';

/** An answer that takes the place of Jenkins'. */
export interface FixedAnswer {
  /** @defaultValue the status that Jenkins answered with */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HTML = { 'content-type': 'text/html' };

/** Body of the right type that makes no sense. */
export const GARBAGE: FixedAnswer = { headers: { 'content-type': 'application/json' }, body: '{"number": "not a' };

/** What is there while Jenkins starts. */
export const LOADING: FixedAnswer = {
  status: 503,
  headers: { 'content-type': 'text/html;charset=utf-8' },
  body: '<!DOCTYPE html><html><head><title>Starting Jenkins</title></head><body><h1>Please wait while Jenkins is getting ready to work ...</h1></body></html>\n',
};

/** Makes the page of a proxy that stands before Jenkins. */
export function proxyPage(status: number, title: string): FixedAnswer {
  const heading = `${status} ${title}`;
  const body = `<html>\r\n<head><title>${heading}</title></head>\r\n<body>\r\n<center><h1>${heading}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: HTML, body };
}

/** Makes the answer of a proxy that limits how often it is asked. */
export function tooManyRequests(retryAfterSeconds: number | undefined): FixedAnswer {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { status: 429, headers: { 'content-type': 'text/plain', ...headers }, body: 'Too many requests\n' };
}

/** Makes the answer that a fault of kind `status` asks for. */
export function chosenAnswer({ status, body = '', headers }: Extract<JenkinsFault, { kind: 'status' }>): FixedAnswer {
  return { status, headers: { ...HTML, ...headers }, body };
}
