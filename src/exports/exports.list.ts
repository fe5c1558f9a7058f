import { auditFile } from './exports.audit.js';
import { changesFile } from './exports.changes.js';
import { commitmentsFile } from './exports.commitments.js';
import { decisionsFile } from './exports.decisions.js';
import type { FlatFile } from './exports.file.js';
import { historyFile } from './exports.history.js';
import { slippageFile } from './exports.slippage.js';

/** Every flat file there is. */
export const FILES: readonly FlatFile[] = [
  commitmentsFile,
  changesFile,
  slippageFile,
  auditFile,
  decisionsFile,
  historyFile,
];
