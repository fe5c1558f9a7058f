import type { Reader } from '../event-sourcing/reader.js';

/**
 * `wordsKey` of everything said whose use in papers somebody consented to. The record holds no feedback, and so no
 * consent: every quotation is named.
 */
export const consentedWords = (_reader: Reader): ReadonlySet<string> => new Set();
