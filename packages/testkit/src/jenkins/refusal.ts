/** A request that Jenkins does not carry out: nothing has changed. Its answer is an HTML page. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, sentence: string, headers: Readonly<Record<string, string>> = {}) {
    super(sentence);
    this.status = status;
    this.headers = headers;
  }

  /** Makes the answer. */
  response(): Response {
    return htmlPage(this.status, this.message, this.headers);
  }
}

/** Makes a page as Jenkins shows it for what went wrong. */
function htmlPage(status: number, sentence: string, headers: Readonly<Record<string, string>> = {}): Response {
  const body = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>Error ${status} ${sentence}</title></head>
<body><h2>HTTP ERROR ${status} ${sentence}</h2><hr><a href="https://jenkins.io/">Powered by Jenkins</a></body></html>
`;
  return new Response(body, { status, headers: { 'content-type': 'text/html;charset=utf-8', ...headers } });
}

/** What Jenkins answers when it stumbles over a request: it does not say over what. */
export function serverError(): Refusal {
  return new Refusal(500, 'Oops! A problem occurred while processing the request. Logging ID=00000000');
}

/** What Jenkins answers for what is not there, or is hidden from who asks. */
export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}
