import { crc32, deflateRawSync } from 'node:zlib';

/** A file to be zipped; `claims` and `flags` make it lie about its size or be locked. */
export interface Zipped {
  readonly name: string;
  readonly text: string;
  readonly claims?: number;
  readonly flags?: number;
}

const header = (signature: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(signature, 0);
  return bytes;
};

/** A zip file as programs write it; PKWARE APPNOTE 4.3. */
export const zip = (files: readonly Zipped[]): Buffer => {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, claims, flags = 0 } of files) {
    const bytes = Buffer.from(text);
    const packed = deflateRawSync(bytes);
    const size = claims ?? bytes.length;
    const about = (target: Buffer, at: number) => {
      target.writeUInt16LE(20, at);
      target.writeUInt16LE(flags, at + 2);
      target.writeUInt16LE(8, at + 4);
      target.writeUInt32LE(crc32(bytes), at + 10);
      target.writeUInt32LE(packed.length, at + 14);
      target.writeUInt32LE(size, at + 18);
      target.writeUInt16LE(Buffer.byteLength(name), at + 22);
    };
    const own = header(0x04034b50, 30);
    about(own, 4);
    const listed = header(0x02014b50, 46);
    listed.writeUInt16LE(20, 4);
    about(listed, 6);
    listed.writeUInt32LE(offset, 42);
    parts.push(own, Buffer.from(name), packed);
    directory.push(listed, Buffer.from(name));
    offset += own.length + Buffer.byteLength(name) + packed.length;
  }
  const end = header(0x06054b50, 22);
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
};
