import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BYTES = 32;
const CHARACTERS = 43;

/**
 * Makes an API key: 256 random bits as letters and digits, after a prefix by which those who scan for secrets know it.
 */
export function newKey(): string {
  let number = BigInt(`0x${randomBytes(BYTES).toString('hex')}`);
  let text = '';
  for (let index = 0; index < CHARACTERS; index += 1) {
    text = `${DIGITS[Number(number % 62n)]}${text}`;
    number /= 62n;
  }
  return `sluice_${text}`;
}
