import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatHandlerOptions, createChatHandler, type ProxyResponse } from '../src/index.ts';
import { type BedrockServer, startBedrockServer } from './support/bedrock-server.ts';
import { askedBy, bodyOf, chatOptions, httpEvent, lastInvocation, restEvent } from './support/chat-bench.ts';
import { contextFor } from './support/lambda.ts';

let bedrock: BedrockServer;

beforeAll(async () => {
  bedrock = await startBedrockServer();
});
beforeEach(() => bedrock.script([{ chunk: 'Hello.' }]));
afterAll(() => bedrock.close());

async function ask(event: unknown, options: Partial<ChatHandlerOptions> = {}): Promise<ProxyResponse> {
  return createChatHandler(chatOptions(bedrock, options))(event, contextFor(10_000));
}

async function agentSession(event: unknown, options: Partial<ChatHandlerOptions> = {}): Promise<string | undefined> {
  await ask(event, options);
  return lastInvocation(bedrock).session;
}

const named = (session_id: string): object => ({ message: 'Hi', session_id });

describe('a conversation', () => {
  it('belongs to who began it: the same id is another conversation for anybody else', async () => {
    const ann = await agentSession(restEvent(named('conversation-1'), askedBy('ann')));
    const annAgain = await agentSession(restEvent(named('conversation-1'), askedBy('ann')));
    const eve = await agentSession(restEvent(named('conversation-1'), askedBy('eve')));
    const nobody = await agentSession(restEvent(named('conversation-1')));
    expect(annAgain).toBe(ann);
    expect(new Set([ann, eve, nobody]).size).toBe(3);
    expect(nobody).toBe('conversation-1');
  });

  it('can not be entered by an id that is made to look like another principal and id', async () => {
    const ann = await agentSession(restEvent(named('bb.cc'), askedBy('a')));
    const other = await agentSession(restEvent(named('cc'), askedBy('a.bb')));
    const quoted = await agentSession(restEvent(named('cc'), askedBy('a","bb')));
    expect(new Set([ann, other, quoted]).size).toBe(3);
  });

  it("can not be entered by naming the agent's own id of it without being anybody", async () => {
    const ann = await agentSession(restEvent(named('conversation-1'), askedBy('ann')));
    bedrock.script([{ chunk: 'never' }]);
    const response = await ask(restEvent(named(String(ann))));
    expect(response.statusCode).toBe(400);
    expect(bedrock.invocations).toEqual([]);
  });

  it.each(['conversation-1', 'x'.repeat(100), 'a.b_c:d-e'])("keeps Bedrock's rules for ids: %s", async (id) => {
    expect(await agentSession(restEvent(named(id), askedBy('ann@example.com/ümlaut')))).toMatch(
      /^[0-9a-zA-Z._:-]{2,100}$/,
    );
    expect(await agentSession(restEvent(named(id)))).toBe(id);
  });

  it('is told to the client by the id that the client knows', async () => {
    expect(bodyOf(await ask(restEvent(named('conversation-1'), askedBy('ann'))))['session_id']).toBe('conversation-1');
    expect(bodyOf(await ask(restEvent({ message: 'Hi' }, askedBy('ann'))))['session_id']).toBe('new-session');
  });

  it('is one for each principal where the team wants that, unless another is named', async () => {
    const options = { sessionPerPrincipal: true };
    const first = await agentSession(restEvent({ message: 'Hi' }, askedBy('ann')), options);
    const second = await agentSession(restEvent({ message: 'Hi' }, askedBy('ann')), options);
    const eve = await agentSession(restEvent({ message: 'Hi' }, askedBy('eve')), options);
    const another = await agentSession(restEvent(named('other'), askedBy('ann')), options);
    expect(second).toBe(first);
    expect(new Set([first, eve, another]).size).toBe(3);
    expect(await agentSession(restEvent({ message: 'Hi' }), options)).toBe('new-session');
  });
});

describe('the cookie of a conversation', () => {
  const options = { sessionCookie: true };
  const COOKIE = 'sluice_session=new-session; Path=/; HttpOnly; Secure; SameSite=Lax';

  it('is set where the team wants it: by a header in payload format 1.0, by "cookies" in 2.0', async () => {
    const rest = await ask(restEvent({ message: 'Hi' }), options);
    const http = await ask(httpEvent({ message: 'Hi' }), options);
    expect(rest.headers['set-cookie']).toBe(COOKIE);
    expect(rest.cookies).toBeUndefined();
    expect(http.cookies).toEqual([COOKIE]);
    expect(http.headers['set-cookie']).toBeUndefined();
  });

  it('is neither set nor read by default', async () => {
    const response = await ask(restEvent({ message: 'Hi' }, { headers: { Cookie: 'sluice_session=kept-one' } }));
    expect(response.headers['set-cookie']).toBeUndefined();
    expect(lastInvocation(bedrock).session).toBe('new-session');
  });

  it.each([
    ['a header of a REST API', restEvent({ message: 'Hi' }, { headers: { Cookie: 'a=b; sluice_session=kept-one' } })],
    [
      'several headers of a REST API',
      restEvent({ message: 'Hi' }, { multiValueHeaders: { cookie: ['a=b', 'sluice_session=kept-one'] } }),
    ],
    ['the cookies of an HTTP API', httpEvent({ message: 'Hi' }, {}, { cookies: ['a=b', 'sluice_session=kept-one'] })],
  ])('is read from %s', async (_, event) => {
    expect(await agentSession(event, options)).toBe('kept-one');
  });

  it('counts less than the body, and is bound to the principal too', async () => {
    const more = { headers: { cookie: 'sluice_session=kept-one' } };
    expect(await agentSession(restEvent(named('named-one'), more), options)).toBe('named-one');
    expect(await agentSession(restEvent({ message: 'Hi' }, { ...more, ...askedBy('ann') }), options)).not.toBe(
      'kept-one',
    );
  });

  it('is passed over when it holds no id', async () => {
    const event = restEvent({ message: 'Hi' }, { headers: { cookie: 'sluice_session=a/b' } });
    expect(await agentSession(event, options)).toBe('new-session');
  });
});

describe('who asks', () => {
  const jwt = (claims: object): object => httpEvent({ message: 'Hi' }, { authorizer: { jwt: { claims } } });

  it.each<[string, unknown, string | undefined]>([
    ['sub before any other claim', jwt({ username: 'eve', sub: 'ann', principalId: 'eve' }), 'ann'],
    ['username without a sub', jwt({ username: 'ann' }), 'ann'],
    ['nothing of an empty claim', jwt({ sub: '' }), undefined],
    [
      'a REST API with Cognito',
      restEvent({ message: 'Hi' }, { requestContext: { authorizer: { claims: { sub: 'ann' } } } }),
      'ann',
    ],
    ['a Lambda authorizer', httpEvent({ message: 'Hi' }, { authorizer: { lambda: { principalId: 'ann' } } }), 'ann'],
    ['a number as principal', httpEvent({ message: 'Hi' }, { authorizer: { lambda: { principalId: 7 } } }), '7'],
  ])('is known from what the authorizer says: %s', async (_, event, principal) => {
    await ask(event);
    expect(lastInvocation(bedrock).attributes['sluice_principal']).toBe(principal);
  });

  it.each([
    ['a header', restEvent({ message: 'Hi' }, { headers: { sluice_principal: 'eve', 'x-principal-id': 'eve' } })],
    ['the body', restEvent({ message: 'Hi', sluice_principal: 'eve', principalId: 'eve' })],
    [
      'the inherited',
      restEvent({ message: 'Hi' }, { requestContext: { authorizer: JSON.parse('{"__proto__":{"sub":"eve"}}') } }),
    ],
  ])('is never known from %s', async (_, event) => {
    await ask(event);
    expect(JSON.stringify(lastInvocation(bedrock).attributes)).not.toContain('eve');
  });

  it('is told to agents with the claims that the team chose, lists as JSON', async () => {
    const identityAttributes = { 'cognito:groups': 'sluice_groups', email: 'user_email' };
    await ask(jwt({ sub: 'ann', 'cognito:groups': ['dev', 'ops'], email: 'ann@example.com', phone: '1' }), {
      identityAttributes,
    });
    const { attributes } = lastInvocation(bedrock);
    expect(attributes).toMatchObject({ sluice_groups: '["dev","ops"]', user_email: 'ann@example.com' });
    expect(JSON.stringify(attributes)).not.toContain('phone');
  });

  it.each([
    ['the first', { sub: 'ann', groups: 'ops' }],
    ['the second', { sub: 'ann', 'cognito:groups': 'ops' }],
  ])('may be told by one of two claims: %s', async (_, claims) => {
    const identityAttributes = { groups: 'sluice_groups', 'cognito:groups': 'sluice_groups' };
    await ask(jwt(claims), { identityAttributes });
    expect(lastInvocation(bedrock).attributes).toMatchObject({ sluice_groups: 'ops' });
  });

  it.each([
    ['is gone', { sub: 'ann' }],
    ['is empty', { sub: 'ann', groups: '' }],
    ['is null', { sub: 'ann', groups: null }],
  ])('is told anew each time, so that what an earlier turn said does not stay when a claim %s', async (_, claims) => {
    const options = { identityAttributes: { groups: 'sluice_groups' } };
    await ask(jwt({ sub: 'ann', groups: 'admins' }), options);
    expect(lastInvocation(bedrock).attributes).toMatchObject({ sluice_groups: 'admins' });
    await ask(jwt(claims), options);
    expect(lastInvocation(bedrock).attributes).toMatchObject({ sluice_groups: '' });
  });
});

describe('session attributes of the client', () => {
  it('are refused by name unless the team allows them', async () => {
    bedrock.script([{ chunk: 'never' }]);
    const body = { message: 'Hi', session_attributes: { locale: 'de', sluice_principal: 'eve' } };
    const response = await ask(restEvent(body), { clientAttributes: ['locale'] });
    expect(bodyOf(response)).toMatchObject({ status: 400, detail: expect.stringContaining('"sluice_principal"') });
    expect(bodyOf(response)['detail']).not.toContain('"locale"');
    expect(bedrock.invocations).toEqual([]);
  });

  it('are passed on where they are allowed, and never in the place of what the authorizer says', async () => {
    await ask(restEvent({ message: 'Hi', session_attributes: { locale: 'de' } }, askedBy('ann')), {
      clientAttributes: ['locale'],
    });
    expect(lastInvocation(bedrock).attributes).toMatchObject({ locale: 'de', sluice_principal: 'ann' });
  });

  it.each([
    ['a number', { locale: 7 }],
    ['a text of 1001 characters', { locale: 'x'.repeat(1001) }],
    ['a list', ['locale']],
  ])('are refused when they are no texts: %s', async (_, session_attributes) => {
    const response = await ask(restEvent({ message: 'Hi', session_attributes }), { clientAttributes: ['locale'] });
    expect(bodyOf(response)).toMatchObject({ status: 400, detail: expect.stringContaining('"session_attributes"') });
  });

  it.each<[string, Partial<ChatHandlerOptions>]>([
    ['a client sets one of ours', { clientAttributes: ['sluice_principal'] }],
    ['a client sets one of the identity', { identityAttributes: { groups: 'team' }, clientAttributes: ['team'] }],
    ['a claim takes the place of one of ours', { identityAttributes: { groups: 'sluice_confirmation' } }],
  ])('can not be allowed such that %s', async (_, options) => {
    const response = await ask(restEvent({ message: 'Hi' }), options);
    expect(bodyOf(response)).toMatchObject({ status: 500, code: 'invalid_configuration' });
  });
});
