import { UNFINISHED_INDEX } from '@sluice/store-dynamodb';
import { signerOf } from '../../http/signer-of.ts';
import { type Door, member, type ObservedRequest, statusOutcome, textMember } from '../door.ts';
import { DYNAMODB, PIPELINE_SERVER, SWEEP, USER } from '../parts.ts';

/** The pipeline server, as the id of the access key tells it. */
export const SERVER_CALLER = 'pipeline-server';

const PROXY_CALLER = 'mcp-proxy';

/** DynamoDB: which operation, on which item. */
export const dynamoDbDoor: Door = {
  call(request) {
    const action = request.header('x-amz-target')?.split('.').at(-1) ?? request.method;
    return { from: callerOf(request), to: DYNAMODB, action, detail: itemOf(request.body) };
  },
  outcome({ status, body }, request) {
    const error = textMember(body, '__type')?.split('#').at(-1);
    // A condition that is not met is an answer, not a failure: somebody else was there first. The proxy only repeats
    // what the server has recorded, so where both share the table that is how it should be.
    if (error === 'ConditionalCheckFailedException') {
      return { ok: true, text: callerOf(request) === PROXY_CALLER ? 'already recorded' : 'condition not met' };
    }
    return statusOutcome(status, error);
  },
};

function callerOf(request: ObservedRequest): string {
  const signer = signerOf(request.header('authorization')) ?? USER;
  if (signer !== SERVER_CALLER) return signer;
  return textMember(request.body, 'IndexName') === UNFINISHED_INDEX ? SWEEP : PIPELINE_SERVER;
}

/** The partition key of what is read or written. */
function itemOf(body: unknown): string {
  const key = member(body, 'Key') ?? member(body, 'Item') ?? member(body, 'ExpressionAttributeValues') ?? {};
  const [first] = Object.values(key);
  return shorten(textMember(first, 'S') ?? '');
}

/** Digests and ids are told apart by their beginning. */
function shorten(text: string): string {
  return text.replace(/([0-9a-f]{8})[0-9a-f-]{24,}/g, '$1…');
}
