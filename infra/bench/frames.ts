/**
 * As much of RFC 6455 as the bench's clients speak. They are many, and share the machine with what is measured: a
 * ready-made client costs more for each frame than the server that sends it.
 */
const opcodes = { text: 1, close: 8 } as const;

/** A text frame from a client. Its mask is zero, so masking it is leaving it as it is. */
export const encodeText = (text: string): Buffer => {
  const size = Buffer.byteLength(text);
  if (size > 65_535) throw new Error('this client sends small messages only');
  const short = size < 126;
  const head = short ? 6 : 8;
  const frame = Buffer.alloc(head + size);
  frame[0] = 0x80 | opcodes.text;
  frame[1] = 0x80 | (short ? size : 126);
  if (!short) frame.writeUInt16BE(size, 2);
  frame.write(text, head);
  return frame;
};

type Head = { readonly opcode: number; readonly start: number; readonly end: number };

const headAt = (bytes: Buffer, at: number): Head | null => {
  const first = bytes[at];
  const second = bytes[at + 1];
  if (first === undefined || second === undefined) return null;
  if (!(first & 0x80) || second & 0x80) throw new Error('a server neither masks nor, here, splits its frames');
  const size = second & 0x7f;
  const start = at + (size < 126 ? 2 : size === 126 ? 4 : 10);
  if (start > bytes.length) return null;
  const length = size < 126 ? size : size === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
  return { opcode: first & 0x0f, start, end: start + length };
};

const nothing: Buffer = Buffer.alloc(0);

/**
 * Takes bytes as they come and hands out whole messages. The bytes may be overwritten after the call. They are read as
 * Latin-1, which costs least: what the bench looks at is ASCII, and equal frames stay equal.
 */
export const createFrameReader = (onText: (text: string) => void, onClose: () => void): ((chunk: Buffer) => void) => {
  let rest = nothing;
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (let head = headAt(bytes, at); head && head.end <= bytes.length; head = headAt(bytes, at)) {
      if (head.opcode === opcodes.text) onText(bytes.toString('latin1', head.start, head.end));
      if (head.opcode === opcodes.close) onClose();
      at = head.end;
    }
    rest = at === bytes.length ? nothing : Buffer.from(bytes.subarray(at));
  };
};
