import type { AuditQuestion } from './audit.question.js';
import { completionQuestions } from './audit.questions.completion.js';
import { dateQuestions } from './audit.questions.dates.js';
import { meetingQuestions } from './audit.questions.meetings.js';
import { recordQuestions } from './audit.questions.record.js';
import { wordsQuestions } from './audit.questions.words.js';

/** The catalogue of the standing audit. */
export const AUDIT_QUESTIONS: readonly AuditQuestion[] = [
  ...completionQuestions,
  ...dateQuestions,
  ...wordsQuestions,
  ...recordQuestions,
  ...meetingQuestions,
];
