/**
 * What is known about a request that had no answer.
 *
 * `not_sent`: no connection came about, so the CI system got nothing of it. `untrusted`: nor did it, since its
 * certificate is not trusted. `unclear`: it may have got all of it.
 *
 * @public
 */
export interface ConnectionFault {
  readonly kind: 'not_sent' | 'untrusted' | 'unclear';
  /** As the system calls it, such as `ECONNREFUSED`; fit to be shown, unlike the error's message, which names hosts. */
  readonly code?: string | undefined;
}

// Codes of OpenSSL's verification as Node.js names them: https://nodejs.org/api/tls.html#x509-certificate-error-codes
const CERTIFICATE = /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;
const CONNECT_CODES: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];
const CONNECT_CALLS: readonly unknown[] = ['connect', 'getaddrinfo'];
const MAX_DEPTH = 5;

/**
 * Sorts the error of a `fetch` by what it proves about the request. For the start of a run that is everything: only a
 * request that was never sent has certainly started none.
 *
 * @public
 */
export function connectionFaultOf(error: unknown): ConnectionFault {
  const causes = causesOf(error);
  const code = causes.find((cause) => cause.code !== undefined)?.code;
  if (code !== undefined && CERTIFICATE.test(code)) return { kind: 'untrusted', code };
  return { kind: causes.length > 0 && causes.every(isBeforeSending) ? 'not_sent' : 'unclear', code };
}

interface Cause {
  readonly code: string | undefined;
  readonly syscall: unknown;
}

function isBeforeSending({ code, syscall }: Cause): boolean {
  return CONNECT_CODES.includes(code) || CONNECT_CALLS.includes(syscall);
}

/** Digs out what the system said: fetch wraps it in causes, and one for each address that was tried. */
function causesOf(error: unknown, depth = 0): readonly Cause[] {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return [];
  if (error instanceof AggregateError) return error.errors.flatMap((inner) => causesOf(inner, depth + 1));
  if ('code' in error && typeof error.code === 'string') {
    return [{ code: error.code, syscall: 'syscall' in error ? error.syscall : undefined }];
  }
  return causesOf(error.cause, depth + 1);
}
