import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Tracker } from '../support/tracker.js';
import { exampleAnswers } from './example-plan.answers.js';
import { startOn } from './record.js';

/** Asked of the whole service as `npm start` starts it. */
describe('the example plan answers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-'));
  const before = new Date().toISOString();
  let tracker: Tracker;
  beforeAll(async () => {
    tracker = await startOn(folder);
  });
  afterAll(async () => {
    await tracker.stop();
    rmSync(folder, { recursive: true });
  });

  exampleAnswers(
    () => tracker,
    () => before,
  );
});
