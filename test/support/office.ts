import { zip, type Zipped } from './zip.js';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
const POWERPOINT = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';
const LINKS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The body of a Word document as the only part that matters. */
export const documentOf = (body: string): Zipped => ({
  name: 'word/document.xml',
  text: `${HEAD}<w:document ${WORD} xmlns:mc="m"><w:body>${body}</w:body></w:document>`,
});

/** A Word document of these paragraphs, each in two runs as Word splits them. */
export const docx = (paragraphs: readonly string[]): Buffer => {
  const run = (text: string) => `<w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
  const body = paragraphs.map((text) => `<w:p>${run(text.slice(0, 7))}${run(text.slice(7))}</w:p>`);
  return zip([{ name: '[Content_Types].xml', text: `${HEAD}<Types/>` }, documentOf(body.join(''))]);
};

/** Slides of these paragraphs; their files are numbered backwards, as after somebody moved them. */
export const pptx = (slides: readonly (readonly string[])[]): Buffer => {
  const fileOf = (n: number) => `slide${slides.length - n}.xml`;
  const ids = slides.map((_, n) => `<p:sldId id="${256 + n}" r:id="rId${n}"/>`).join('');
  const links = slides.map((_, n) => `<Relationship Id="rId${n}" Target="slides/${fileOf(n)}"/>`).join('');
  return zip([
    {
      name: 'ppt/presentation.xml',
      text: `${HEAD}<p:presentation ${POWERPOINT} xmlns:r="${LINKS}"><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`,
    },
    { name: 'ppt/_rels/presentation.xml.rels', text: `${HEAD}<Relationships>${links}</Relationships>` },
    ...slides.map((paragraphs, n) => ({
      name: `ppt/slides/${fileOf(n)}`,
      text: `${HEAD}<p:sld ${POWERPOINT} ${DRAWING}>${paragraphs
        .map((text) => `<a:p><a:r><a:t>${escaped(text)}</a:t></a:r></a:p>`)
        .join('')}</p:sld>`,
    })),
  ]);
};
