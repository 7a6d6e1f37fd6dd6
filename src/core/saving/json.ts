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
  table ??= crcTable();
  let crc = -1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    crc = table[(crc ^ unit) & 255] ^ (crc >>> 8);
    crc = table[(crc ^ (unit >>> 8)) & 255] ^ (crc >>> 8);
  }
  return (~crc >>> 0).toString(16).padStart(8, "0");
}

/** The remainders of all bytes, made for the first checksum. */
let table: Int32Array | undefined;

function crcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    return crc;
  });
}
