// Bytes as text, and ids made here.
const ID_BYTES = 16;

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
export const unhex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

// One for each thing that is wanted done: said again under the same, it is done once.
export const newId = (): string => hex(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
