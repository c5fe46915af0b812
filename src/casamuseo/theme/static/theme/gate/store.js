// What the device keeps over a reload and a power cut: a small wrapper of IndexedDB.

const NAME = "casamuseo-gate";
const TABLES = ["scans", "tallies", "facts"];

// Opens the store; where the browser has none, what is kept lasts as long as the page.
export async function openStore() {
  try {
    return new Store(await opened());
  } catch {
    return new Memory();
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const table of TABLES) request.result.createObjectStore(table);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

class Store {
  isLasting = true;

  constructor(database) {
    this.database = database;
  }

  // Writes rows of a table, [key, value] each, in one transaction that is on the disk when it is done.
  put(table, rows) {
    return this.write(table, (store) => {
      for (const [key, value] of rows) store.put(value, key);
    });
  }

  remove(table, keys) {
    return this.write(table, (store) => {
      for (const key of keys) store.delete(key);
    });
  }

  // All of a table: a Map.
  all(table) {
    return new Promise((resolve, reject) => {
      const store = this.database.transaction(table).objectStore(table);
      const keys = store.getAllKeys();
      const values = store.getAll();
      values.onsuccess = () =>
        resolve(new Map(keys.result.map((key, place) => [key, values.result[place]])));
      values.onerror = () => reject(values.error);
    });
  }

  write(table, change) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(table, "readwrite", { durability: "strict" });
      change(transaction.objectStore(table));
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

class Memory {
  isLasting = false;
  tables = new Map(TABLES.map((table) => [table, new Map()]));

  async put(table, rows) {
    for (const [key, value] of rows) this.tables.get(table).set(key, value);
  }

  async remove(table, keys) {
    for (const key of keys) this.tables.get(table).delete(key);
  }

  async all(table) {
    return new Map(this.tables.get(table));
  }
}
