import { guardViolation, NO_STDIO, type Violation, withHeaders } from '../support/violation.ts';
import { HOST } from '../support/world.ts';

const REFUSED = { status: 403, code: 'forbidden' };

function headerViolation(name: string, headers: Record<string, string>): Violation {
  return guardViolation(name, (request) => withHeaders(request, headers), REFUSED, { stdio: NO_STDIO.network });
}

/** Requests with a right key that a web page has sent, or that were sent to another name. */
export const HOST_VIOLATIONS: readonly Violation[] = [
  headerViolation('a bad Host', { host: 'attacker.example' }),
  headerViolation('a Host that ends like the right one', { host: `x${HOST}` }),
  headerViolation('a Host that begins like the right one', { host: `${HOST}.attacker.example` }),
  headerViolation('a Host with a dot at its end', { host: `${HOST}.` }),
  headerViolation('a bad Host beside a right forwarded one', { host: 'attacker.example', 'x-forwarded-host': HOST }),
  headerViolation('a bad Origin', { origin: 'https://attacker.example' }),
  headerViolation('an Origin that begins like the right one', {
    origin: 'https://console.example.com.attacker.example',
  }),
  headerViolation('an Origin of another scheme', { origin: 'http://console.example.com' }),
  headerViolation('an Origin of another port', { origin: 'https://console.example.com:444' }),
  headerViolation('an Origin of this machine, at a public name', { origin: 'http://localhost:5173' }),
  headerViolation('the Origin null', { origin: 'null' }),
  headerViolation('the Origin of the server itself', { origin: `https://${HOST}` }),
];
