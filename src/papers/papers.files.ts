import { DomainError } from '../event-sourcing/errors.js';
import { officePaper } from './papers.office.js';
import { textPaper, type Paper } from './papers.text.js';

/** The largest file that is read, in bytes: slides with their pictures. */
export const MOST_BYTES = 25 * 1024 * 1024;
/** The longest paper that is read, in characters: some hundreds of pages. */
const MOST_CHARACTERS = 1_000_000;

const refuse = (message: string): DomainError => new DomainError('INVALID', message, 'file');

/** How files begin that are none of a paper's three forms, and what to do instead. */
const OTHERS: readonly (readonly [start: string, message: string])[] = [
  [
    '\xd0\xcf\x11\xe0',
    'This file is locked with a password or saved in an old form (.doc, .ppt). Save it without a password as .docx or .pptx.',
  ],
  ['%PDF', 'A PDF cannot be checked; send the .docx or .pptx it was made from, or its text as .txt.'],
  ['{\\rtf', 'This is rich text; save it as .docx or .txt.'],
];

/**
 * The paper in a file; what a file is shows in how it begins, whatever it is called. Throws `DomainError` INVALID for
 * what is empty, too long, locked, damaged or nothing of the kind.
 */
export const paperIn = async (file: Buffer): Promise<Paper> => {
  if (file.length === 0) throw refuse('The file is empty: send the paper itself as the body of the request.');
  const start = file.toString('latin1', 0, 8);
  const other = OTHERS.find(([begins]) => start.startsWith(begins));
  if (other) throw refuse(other[1]);
  return shortEnough(start.startsWith('PK') ? await officePaper(file) : textPaper(decoded(file)));
};

/** The paper in a text that came by itself. Throws `DomainError` INVALID for one without words, or too long. */
export const paperOf = (text: string): Paper => shortEnough(textPaper(text), 'text');

const shortEnough = (paper: Paper, field = 'file'): Paper => {
  const characters = paper.lines.reduce((sum, { text }) => sum + text.length + 1, 0);
  if (characters > MOST_CHARACTERS) {
    const most = MOST_CHARACTERS.toLocaleString('en-GB');
    throw new DomainError('INVALID', `The paper is longer than ${most} characters; send it in parts.`, field);
  }
  if (paper.lines.every(({ text }) => text.trim() === '')) {
    throw new DomainError('INVALID', 'There are no words in the paper; pictures of words cannot be read.', field);
  }
  return paper;
};

/** Text as Windows and everybody else write it. */
const decoded = (file: Buffer): string => {
  if (file[0] === 0xff && file[1] === 0xfe) return new TextDecoder('utf-16le').decode(file);
  if (file[0] === 0xfe && file[1] === 0xff) return new TextDecoder('utf-16be').decode(file);
  if (file.includes(0)) throw refuse('This file is no text, nor a .docx or .pptx; send the paper as one of these.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return new TextDecoder('windows-1252').decode(file);
  }
};
