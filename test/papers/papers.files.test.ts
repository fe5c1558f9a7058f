import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../src/event-sourcing/errors.js';
import { paperIn, paperOf } from '../../src/papers/papers.files.js';
import { docx, documentOf, pptx } from '../support/office.js';
import { zip } from '../support/zip.js';

const lines = async (file: Buffer) => (await paperIn(file)).lines.map(({ text }) => text);

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('a text', () => {
  it.each([
    ['UTF-8', Buffer.from('Zoë’s café')],
    ['UTF-8 with its mark', Buffer.from('\ufeffZoë’s café')],
    ['UTF-16 of Windows', Buffer.from('\ufeffZoë’s café', 'utf16le')],
    ['UTF-16 of others', utf16be('\ufeffZoë’s café')],
    ['what Windows wrote before', Buffer.from([0x5a, 0x6f, 0xeb, 0x92, 0x73, 0x20, 0x63, 0x61, 0x66, 0xe9])],
  ])('is read as %s', async (_, file) => expect(await lines(file)).toEqual(['Zoë’s café']));
});

describe('a Word document', () => {
  it('is its paragraphs, without empty ones', async () => {
    const paper = await paperIn(docx(['Care leavers & others', '', '“Quoted” <words>']));
    expect(paper.kind).toBe('DOCUMENT');
    expect(paper.lines).toEqual([
      { text: 'Care leavers & others', line: 1, slide: null },
      { text: '“Quoted” <words>', line: 2, slide: null },
    ]);
  });

  it('is read once where it says things twice, and not what was deleted', async () => {
    const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`;
    const box = `<w:r><w:pict><w:txbxContent><w:p>${run('box')}</w:p></w:txbxContent></w:pict></w:r>`;
    const body =
      `<w:p><w:pPr><w:tabs><w:tab w:pos="1"/></w:tabs></w:pPr>${run('one')}<w:r><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:p>` +
      `<w:p>${run('before')}<mc:AlternateContent><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent>${run('after')}</w:p>` +
      `<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>`;
    expect(await lines(zip([documentOf(body)]))).toEqual(['one two three', 'beforeafter', 'box']);
  });
});

describe('slides', () => {
  it('come in the order in which they are shown', async () => {
    const paper = await paperIn(
      pptx([
        ['First', 'Second'],
        ['', 'Third'],
      ]),
    );
    expect(paper.kind).toBe('SLIDES');
    expect(paper.lines).toEqual([
      { text: 'First', line: 1, slide: 1 },
      { text: 'Second', line: 2, slide: 1 },
      { text: 'Third', line: 1, slide: 2 },
    ]);
  });
});

describe('a file that is no paper is refused with a sentence', () => {
  const good = docx(['Some words of a paper, enough of them to be cut off somewhere']);
  it.each<[string, Buffer, RegExp]>([
    ['nothing', Buffer.alloc(0), /empty/],
    ['only spaces', Buffer.from(' \n\t\r\n '), /no words/],
    ['slides of pictures', pptx([[''], ['']]), /no words/],
    ['an old or locked file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /password|old form/],
    ['a PDF', Buffer.from('%PDF-1.7'), /PDF/],
    ['rich text', Buffer.from('{\\rtf1 hello'), /rich text/],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), /no text/],
    ['a file cut off', good.subarray(0, good.length - 40), /damaged/],
    ['a file with a broken part', zip([documentOf('<w:p><w:r></w:p>')]), /damaged/],
    ['a workbook', zip([{ name: 'xl/workbook.xml', text: '<workbook/>' }]), /neither a Word document/],
    ['a locked part', zip([{ ...documentOf('<w:p/>'), flags: 1 }]), /password/],
    ['slides without their links', zip([{ name: 'ppt/presentation.xml', text: '<p:sldIdLst/>' }]), /damaged/],
    [
      'a part that unpacks to more than it says',
      zip([{ ...documentOf('<w:p/>'.repeat(9_000)), claims: 100 }]),
      /damaged/,
    ],
    [
      'a part that unpacks to more than any paper',
      zip([{ ...documentOf('<w:p/>'), claims: 30_000_000 }]),
      /unpacks to more/,
    ],
    [
      'a slide that is shown again and again',
      zip([
        { name: 'ppt/presentation.xml', text: `<p:sldIdLst>${'<p:sldId r:id="r1"/>'.repeat(20_000)}</p:sldIdLst>` },
        {
          name: 'ppt/_rels/presentation.xml.rels',
          text: '<Relationships><Relationship Id="r1" Target="slides/slide1.xml"/></Relationships>',
        },
        { name: 'ppt/slides/slide1.xml', text: `<a:p><a:t>${'word '.repeat(100_000)}</a:t></a:p>` },
      ]),
      /damaged/,
    ],
    ['XML in endless depth', zip([documentOf('<w:p>'.repeat(2_000))]), /damaged/],
    [
      'XML with entities of its own',
      zip([{ name: 'word/document.xml', text: '<!DOCTYPE d [<!ENTITY e "x">]><d>&e;</d>' }]),
      /damaged/,
    ],
    ['more text than any paper', Buffer.from('many words '.repeat(91_000)), /longer than 1,000,000/],
  ])('%s', async (_, file, sentence) => {
    const refused: unknown = await paperIn(file).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DomainError);
    expect(refused).toMatchObject({ code: 'INVALID', refusals: [{ field: 'file' }] });
    expect((refused as DomainError).message).toMatch(sentence);
  });

  it('names the argument where the paper came as text', () =>
    expect(() => paperOf('  ')).toThrow(
      expect.objectContaining({ refusals: [expect.objectContaining({ field: 'text' })] }),
    ));
});
