import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTracker, type Tracker } from '../support/tracker.js';

const SAID = 'It’s the warmest room in town, and they know how we like our tea';
const PAPER = `- A guest said: "It's the warmest room in town and they know how we like our tea"`;

let tracker: Tracker;
let feedbackId = '';
beforeAll(async () => {
  tracker = await startTracker();
  const said = { words: SAID, speakerKind: 'YOUNG_PERSON', speakerBasis: 'STATED' };
  feedbackId = await send('recordFeedback', said);
});
afterAll(() => tracker.stop());

const send = async (mutation: string, input: object): Promise<string> => {
  const { data, errors } = await tracker.ask(
    `mutation ($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) {
      ${mutation}(input: $input) { feedback { id } userErrors { message } }
    }`,
    { input },
    'participation',
  );
  expect(errors).toBeUndefined();
  const sent = data?.[mutation] as { feedback: { id: string }; userErrors: object[] };
  expect(sent.userErrors).toEqual([]);
  return sent.feedback.id;
};

const quotes = async (times = '') => {
  const query = `query ($text: String!) { checkPaper(text: $text, on: "2025-12-02" ${times}) { quotes { line } } }`;
  const { data } = await tracker.ask(query, { text: PAPER });
  return (data?.['checkPaper'] as { quotes: { line: number }[] }).quotes.length;
};

it('a quotation may stand in a paper while consent to that is on record, and no longer', async () => {
  const consent = { feedbackId, mediaKinds: ['TEXT'], obtainedHow: 'a form' };
  expect(await quotes()).toBe(1);
  await send('recordConsent', { ...consent, uses: ['INTERNAL'] });
  expect(await quotes()).toBe(1);
  await send('recordConsent', { ...consent, uses: ['COMMITTEE'] });
  expect(await quotes()).toBe(0);
  // Consent is that of today, whatever the paper is held against.
  expect(await quotes('toldBy: "2020-01-01"')).toBe(0);
  await send('withdrawConsent', { feedbackId, uses: ['COMMITTEE'] });
  expect(await quotes()).toBe(1);
});
