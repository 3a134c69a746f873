import { randomBytes } from 'node:crypto';
import { createRequestStateCodec } from '@modelcontextprotocol/server';
import { type Clock, type Principal, SluiceError } from '@sluice/core';

/** Which question a person was asked. */
export interface AskedQuestion {
  readonly executionId: string;
  /** One that the run asks; absent: whether the execution may start. */
  readonly approvalId?: string | undefined;
}

/** Ties a question that goes through a client, and its answer, to who was asked. */
export interface ApprovalSeal {
  seal(question: AskedQuestion, principal: Principal): Promise<string>;
  /**
   * @throws SluiceError `invalid_request` for a state that this server did not make, or too long ago; `forbidden` for one
   * that was made for another principal
   */
  open(state: string, principal: Principal): Promise<AskedQuestion>;
}

/** How long a person may take to fill in the form, in milliseconds. */
const ANSWER_WITHIN_MS = 15 * 60_000;

const KEY_BYTES = 32;

interface SealedQuestion extends AskedQuestion {
  readonly principal: string;
  readonly expiresAt: number;
}

/**
 * Makes the seal of the questions that go out as `requestState`. Signed, not encrypted: a client may read what it sends
 * back, and can't change it.
 *
 * @throws SluiceError `invalid_configuration` for a key with fewer than 32 bytes
 */
export function createApprovalSeal(clock: Clock, key: string | Uint8Array = randomBytes(KEY_BYTES)): ApprovalSeal {
  if (Buffer.byteLength(key) < KEY_BYTES) throw keyTooShort();
  // The codec counts by the machine's clock. That our own clock decides takes the exact time within.
  const codec = createRequestStateCodec<SealedQuestion>({ key, ttlSeconds: ANSWER_WITHIN_MS / 1000 });
  // Its second parameter is for a binding that this codec does not have: what it is bound to stands in the state.
  const verify = codec.verify as (state: string) => Promise<SealedQuestion>;

  return {
    seal: (question, principal) =>
      codec.mint({ ...question, principal: principal.id, expiresAt: clock.now() + ANSWER_WITHIN_MS }),
    async open(state, principal) {
      const {
        principal: asked,
        expiresAt,
        ...question
      } = await verify(state).catch((error: unknown) => {
        throw refusal(error instanceof Error && error.message === 'expired' ? TOO_LATE : NOT_OURS);
      });
      if (asked !== principal.id) throw refusal('was asked of somebody else', 'forbidden');
      if (expiresAt <= clock.now()) throw refusal(TOO_LATE);
      return question;
    },
  };
}

const TOO_LATE = `came later than ${ANSWER_WITHIN_MS / 60_000} minutes after the question`;
const NOT_OURS =
  'does not belong to a question of this server: its requestState was changed, or another server made it';

function refusal(reason: string, code: 'invalid_request' | 'forbidden' = 'invalid_request'): SluiceError {
  const message = `Nothing was decided: the answer ${reason}. Call the tool again without a requestState, so that the person is asked anew.`;
  return new SluiceError({ code, message });
}

function keyTooShort(): SluiceError {
  return new SluiceError({
    code: 'invalid_configuration',
    message: `The key that signs approvals (requestStateKey) needs ${KEY_BYTES} bytes or more. Make one with: openssl rand -hex 32`,
  });
}
