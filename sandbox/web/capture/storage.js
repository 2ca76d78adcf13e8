// Everything that one origin keeps in this browser, as JSON text. Runs in an isolated world: the page's own changes to
// JSON, localStorage or indexedDB do not reach it. LIMITS = {entries, characters, milliseconds}.
async (LIMITS) => {
  const found = { local: [], session: [], indexeddb: [], cache: [], cut: [] };
  const bytes = (text) => new TextEncoder().encode(text).length;
  const keep = (store, name, text) => {
    if (found[store].length >= LIMITS.entries) {
      if (!found.cut.includes(store)) found.cut.push(store);
      return false;
    }
    found[store].push([name.slice(0, LIMITS.characters), text.slice(0, LIMITS.characters), bytes(text)]);
    return true;
  };
  const within = (work) =>
    Promise.race([work, new Promise((_, refuse) => setTimeout(() => refuse(new Error("slow")), LIMITS.milliseconds))]);
  const attempt = async (store, work) => {
    try {
      await within(work());
    } catch (error) {
      // A sandboxed or opaque frame, or one that Chromium denies third-party databases, has none: nothing is missing.
      const denied = error.name === "SecurityError" || /denied permission/.test(error.message);
      if (!denied) found.cut.push(store);
    }
  };
  const settled = (request) =>
    new Promise((done, refuse) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => refuse(request.error);
      request.onblocked = () => refuse(new Error("blocked"));
    });
  const plain = (key, value) => {
    if (typeof value === "bigint") return `${value}n`;
    if (value instanceof Map) return [...value];
    if (value instanceof Set) return [...value];
    if (value instanceof Blob) return `Blob ${value.type} ${value.size}`;
    if (value instanceof ArrayBuffer) value = new Uint8Array(value);
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      let text = "";
      for (let i = 0; i < value.length && i < LIMITS.characters; i++) text += String.fromCharCode(Number(value[i]) & 255);
      return `bytes:${btoa(text)}`;
    }
    if (typeof CryptoKey === "function" && value instanceof CryptoKey) return `CryptoKey ${value.algorithm.name}`;
    return value;
  };
  const json = (value) => {
    try {
      return typeof value === "string" ? value : JSON.stringify(value, plain) ?? String(value);
    } catch {
      return "⟨cyclic⟩";
    }
  };
  const readStore = (database, name) =>
    new Promise((done, refuse) => {
      let seen = 0;
      const request = database.transaction(name, "readonly").objectStore(name).openCursor();
      request.onerror = () => refuse(request.error);
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) {
          if (seen === 0) keep("indexeddb", `${database.name}/${name}`, "");
          return done();
        }
        seen += 1;
        if (!keep("indexeddb", `${database.name}/${name}/${json(cursor.primaryKey)}`, json(cursor.value))) return done();
        cursor.continue();
      };
    });
  const readDatabases = async () => {
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      try {
        for (const store of database.objectStoreNames) await readStore(database, store);
      } finally {
        database.close();
      }
    }
  };
  const readCaches = async () => {
    if (!globalThis.caches) return;
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) if (!keep("cache", name, request.url)) return;
  };
  const readArea = (store, area) => {
    for (let i = 0; i < area.length; i++) if (!keep(store, area.key(i), area.getItem(area.key(i)))) return;
  };
  await attempt("local", async () => readArea("local", localStorage));
  await attempt("session", async () => readArea("session", sessionStorage));
  await attempt("indexeddb", readDatabases);
  await attempt("cache", readCaches);
  return JSON.stringify(found);
};
