/**
 * The text of a JSON value with the names of every object in order: equal values give the same
 * text, even if their names were stored in another order.
 */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/**
 * CRC-32 (ISO 3309, the polynomial of zip and png) of a text's UTF-16 code units, low byte first,
 * as 8 hexadecimal digits. It finds accidental changes to a file, not those of an attacker.
 */
export function checksum(text: string): string {
  remainders ??= crcTable();
  let crc = -1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const both = crc ^ unit;
    crc = remainders[256 + (both & 255)] ^ remainders[(both >>> 8) & 255] ^ (crc >>> 16);
  }
  return (~crc >>> 0).toString(16).padStart(8, "0");
}

/** The remainders of all bytes, then of each with a byte 0 behind it; made for the first checksum. */
let remainders: Int32Array | undefined;

function crcTable(): Int32Array {
  const table = new Int32Array(512);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 1; bit <= 16; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
      if (bit % 8 === 0) table[32 * bit - 256 + byte] = crc;
    }
  }
  return table;
}
