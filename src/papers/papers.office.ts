import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { DomainError } from '../event-sourcing/errors.js';
import { readable, type Line, type Paper } from './papers.text.js';
import { linksIn, paragraphsIn, slideIdsIn } from './papers.xml.js';

/** Most files in a document, and most bytes of those that are read once they are unpacked. */
const MOST_ENTRIES = 10_000;
const MOST_UNPACKED = 25 * 1024 * 1024;

const DOCUMENT = 'word/document.xml';
const PRESENTATION = 'ppt/presentation.xml';
const PRESENTATION_LINKS = 'ppt/_rels/presentation.xml.rels';
const SLIDE = /^ppt\/slides\/[^/]+\.xml$/;

const refuse = (message: string): DomainError => new DomainError('INVALID', message, 'file');

/** The paper in a Word or PowerPoint file. Throws `DomainError` INVALID when it is neither, damaged, locked or a trap. */
export const officePaper = async (file: Buffer): Promise<Paper> => {
  try {
    const zip = await fromBufferPromise(file);
    try {
      return await paperIn(zip);
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof DomainError) throw error;
    // The reason may hold words of the paper, so it goes nowhere.
    throw refuse('This file is damaged and cannot be read; open it, save it again as .docx or .pptx, and send that.');
  }
};

const paperIn = async (zip: ZipFile): Promise<Paper> => {
  const entries = await entriesOf(zip);
  const texts = (name: string): AsyncIterable<string> => textOf(zip, entries.get(name));
  if (entries.has(DOCUMENT)) return { kind: 'DOCUMENT', lines: numbered(await paragraphsIn(texts(DOCUMENT)), null) };
  if (!entries.has(PRESENTATION)) {
    throw refuse('This file is neither a Word document (.docx) nor PowerPoint slides (.pptx).');
  }
  const links = await linksIn(texts(PRESENTATION_LINKS));
  const lines: Line[] = [];
  const read = new Set<string>();
  for (const id of await slideIdsIn(texts(PRESENTATION))) {
    const name = new URL(links.get(id) ?? '', 'file:///ppt/').pathname.slice(1);
    // No program shows one slide in two places; a file that does would unpack it without end.
    if (read.has(name)) throw new Error('A slide comes twice.');
    read.add(name);
    for (const line of numbered(await paragraphsIn(texts(name)), read.size)) lines.push(line);
  }
  return { kind: 'SLIDES', lines };
};

/** The parts of the file that hold a paper's words; nothing else is unpacked. */
const entriesOf = async (zip: ZipFile): Promise<ReadonlyMap<string, Entry>> => {
  const entries = new Map<string, Entry>();
  let [count, unpacked] = [0, 0];
  for await (const entry of zip.eachEntry()) {
    count += 1;
    if (count > MOST_ENTRIES) throw refuse('This file holds more parts than any paper; send the paper as .txt.');
    const { fileName } = entry;
    if (![DOCUMENT, PRESENTATION, PRESENTATION_LINKS].includes(fileName) && !SLIDE.test(fileName)) continue;
    if (entry.isEncrypted()) throw refuse('This file is locked with a password; save it without one.');
    unpacked += entry.uncompressedSize;
    if (unpacked > MOST_UNPACKED)
      throw refuse('This file unpacks to more text than any paper; send the paper as .txt.');
    entries.set(fileName, entry);
  }
  return entries;
};

/** What a part says; unpacked beside the request thread, and never to more than the part declares. */
async function* textOf(zip: ZipFile, entry: Entry | undefined): AsyncGenerator<string> {
  if (!entry) throw new Error('A part is missing.');
  const decoder = new TextDecoder();
  for await (const chunk of await zip.openReadStreamPromise(entry))
    yield decoder.decode(chunk as Buffer, { stream: true });
  yield decoder.decode();
}

/** Only paragraphs that hold anything count: readers count what they see. */
const numbered = (paragraphs: readonly string[], slide: number | null): readonly Line[] =>
  paragraphs
    .map(readable)
    .filter((text) => text.trim() !== '')
    .map((text, n) => ({ text, line: n + 1, slide }));
