import sax from 'sax';

/** Deeper than any document; what is deeper only wants to use up memory. */
const DEEPEST = 500;

interface Handlers {
  readonly open: (name: string, parent: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

/** Names come without their prefix: Word and PowerPoint choose different ones for the same. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads XML as it arrives. Throws where it is not well formed; entities of its own are not expanded. */
const read = async (xml: AsyncIterable<string>, { open, close, text }: Handlers): Promise<void> => {
  const parser = sax.parser(true);
  const within: string[] = [];
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ name, attributes }) => {
    const own = local(name);
    open(own, within.at(-1) ?? '', attributes as Readonly<Record<string, string>>);
    within.push(own);
    if (within.length > DEEPEST) throw new Error('The XML is too deep.');
  };
  parser.onclosetag = (name) => {
    within.pop();
    close?.(local(name));
  };
  parser.ontext = (words) => text?.(words);
  parser.oncdata = (words) => text?.(words);
  for await (const chunk of xml) parser.write(chunk);
  parser.close();
};

/**
 * The paragraphs of a document or slide: runs of text (`t`) in paragraphs (`p`), which may stand in one another where
 * there are text boxes. What was deleted under tracked changes is no `t`; what older programs show instead of
 * something newer would come twice.
 */
export const paragraphsIn = async (xml: AsyncIterable<string>): Promise<readonly string[]> => {
  const done: string[] = [];
  const open: { readonly place: number; text: string }[] = [];
  let [isText, fallbacks] = [0, 0];
  const add = (text: string): void => {
    const paragraph = open.at(-1);
    if (paragraph && fallbacks === 0) paragraph.text += text;
  };
  await read(xml, {
    open(name, parent) {
      if (name === 'p') open.push({ place: done.push('') - 1, text: '' });
      else if (name === 't') isText += 1;
      else if (name === 'Fallback') fallbacks += 1;
      else if (name === 'br' || name === 'cr' || (name === 'tab' && parent === 'r')) add(' ');
    },
    close(name) {
      if (name === 't') isText -= 1;
      else if (name === 'Fallback') fallbacks -= 1;
      else if (name === 'p') {
        const paragraph = open.pop();
        if (paragraph) done[paragraph.place] = paragraph.text;
      }
    },
    text(words) {
      if (isText > 0) add(words);
    },
  });
  return done;
};

/** The links of a part to others, by their ids. */
export const linksIn = async (xml: AsyncIterable<string>): Promise<ReadonlyMap<string, string>> => {
  const links = new Map<string, string>();
  await read(xml, {
    open(name, _parent, attributes) {
      const { Id: id, Target: target } = attributes;
      if (name === 'Relationship' && id !== undefined && target !== undefined) links.set(id, target);
    },
  });
  return links;
};

/** The ids of the links to the slides, in the order in which they are shown. */
export const slideIdsIn = async (xml: AsyncIterable<string>): Promise<readonly string[]> => {
  const ids: string[] = [];
  await read(xml, {
    open(name, _parent, attributes) {
      if (name !== 'sldId') return;
      const link = Object.entries(attributes).find(([key]) => key.endsWith(':id'));
      if (link) ids.push(link[1]);
    },
  });
  return ids;
};
