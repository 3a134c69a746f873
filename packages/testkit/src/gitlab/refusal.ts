import type { components } from '../generated/gitlab.ts';

/** The statuses that GitLab refuses requests with. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 429;

/** A request that GitLab does not carry out: nothing has changed. */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly body: components['schemas']['Refusal'];

  constructor(status: RefusalStatus, body: components['schemas']['Refusal']) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

/** A refusal in one sentence, as `404 Project Not Found`. */
export function refusal(status: RefusalStatus, message: string): Refusal {
  return new Refusal(status, { message });
}

/** A refusal about the request as a whole, as the validation of a new pipeline gives. */
export function invalidPipeline(...sentences: string[]): Refusal {
  return new Refusal(400, { message: { base: sentences } });
}

/** A refusal of a request parameter, before anything looked at its meaning. */
export function invalidParameter(error: string): Refusal {
  return new Refusal(400, { error });
}
