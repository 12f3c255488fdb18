// The sealed vault on this device: one record for each office and person, ciphertext only. It opens with the words.
const DATABASE = 'notes';
const STORE = 'sealed';
// A record begins with the version of its vault.
const VERSION_BYTES = 4;

const version = (record: Uint8Array): number => new DataView(record.buffer, record.byteOffset).getUint32(0);

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error(DATABASE));
    asked.onblocked = () => reject(new Error(DATABASE));
  });
}

// Done when it lies on the disk.
async function using(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest | void): Promise<unknown> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: 'strict' });
      const asked = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error(DATABASE));
    });
  } finally {
    database.close();
  }
}

// One after another. Never an older one over a newer; of one version the later one holds more.
let last: Promise<unknown> = Promise.resolve();
export function keep(name: string, given: Uint8Array): Promise<void> {
  const record = given.slice(); // the session's memory goes on being used
  const kept = last.then(() => using('readwrite', (store) => {
    const asked = store.get(name) as IDBRequest<Uint8Array | undefined>;
    asked.onsuccess = () => {
      if (asked.result === undefined || version(asked.result) <= version(record)) store.put(record, name);
    };
  }));
  last = kept.catch(() => undefined);
  return kept.then(() => undefined);
}

export async function recall(name: string): Promise<Uint8Array> {
  await last;
  const record = await using('readonly', (store) => store.get(name) as IDBRequest<Uint8Array | undefined>);
  return record instanceof Uint8Array && record.length > VERSION_BYTES ? record : new Uint8Array();
}

// Of the pages that have this desk open on this device one keeps it, for as long as it lives: two would write over what the
// other has done and not saved on the server yet. Throws in the others; one that ends gives way within the time.
const GIVES_WAY_MS = 3000;
let held = '';
export async function alone(name: string): Promise<void> {
  if (held === name || navigator.locks === undefined) return;
  await new Promise<void>((resolve, reject) => {
    const hold = (): Promise<never> => {
      held = name;
      resolve();
      return new Promise<never>(() => undefined);
    };
    navigator.locks.request(`desk ${name}`, { signal: AbortSignal.timeout(GIVES_WAY_MS) }, hold).catch(reject);
  });
}

// All there is on this device, whoever's.
export function forget(): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase(DATABASE);
    asked.onsuccess = () => resolve();
    asked.onerror = asked.onblocked = () => reject(new Error(DATABASE));
  });
}
