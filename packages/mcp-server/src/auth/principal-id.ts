/**
 * Who did something, as records, logs and approvals name it. The kinds can't be taken for one another, so that nobody
 * can be made to look like somebody else:
 *
 * | who | id |
 * |---|---|
 * | an API key | `ci-proxy`: without `:`, `/` and `|` |
 * | the subject of a token, whoever checked it | `https://login.example.com|ana`: no issuer has a `|` |
 * | who a Lambda authorizer names | `lambda:ana` |
 * | a user or role of IAM | its ARN |
 * | whoever may invoke the function | `direct:invoke` |
 */
export const KEY_ID: RegExp = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** What `KEY_ID` accepts, in words. */
export const KEY_ID_FORM = 'letters, digits, ".", "_" and "-", 64 at the most, a letter or digit first';

const ISSUER = /^https?:\/\/[^\s|]+$/;
const SUBJECT = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,200}$/u;

/** Names the subject of a token by its issuer too: two issuers may have the same subject. */
export function subjectId(issuer: string, subject: string): string {
  return `${issuer}|${subject}`;
}

/** Tells whether an issuer can be a part of a principal's id. */
export function isIssuer(issuer: string): boolean {
  return ISSUER.test(issuer);
}

/** Tells whether a subject can be read in a record: no control characters, no more than 200 of any others. */
export function isSubject(subject: unknown): subject is string {
  return typeof subject === 'string' && SUBJECT.test(subject);
}
