// @ts-check
/* global cutProperties, PROPERTY_SIZES */
/**
 * The website's tracker: sends page views, what Google Tag Manager's data layer says, and events of the site's own to
 * `/v1/analytics/batch` (docs/analytics.md). Served minified at `/v1/analytics/tracker.js`; runs in browsers, so it
 * imports nothing: `cutProperties` and `PROPERTY_SIZES` are put in when it is minified (tracker-file.ts).
 *
 * A view is counted each time somebody sees a page: not while a browser only prepares it or keeps it in a tab behind, and
 * again when the back button brings it up as it was.
 *
 * @typedef {{ event: string, eventId: string, occurredAt: string, sessionId?: string, pageUrl: string, referrer?: string,
 *   properties?: Record<string, unknown> }} Sent
 */
(() => {
  const script = document.currentScript;
  // Once on a page, however often it is included.
  if (!(script instanceof HTMLScriptElement) || 'lomashTrack' in window) return;

  const target = new URL('batch', script.src).href;
  const layerName = script.dataset.layer || 'dataLayer';
  const MAX_BATCH = 20;
  /** In characters: what browsers send for a page that is gone, and the server takes, is 64 KiB. */
  const MAX_LENGTH = 20_000;
  const MAX_WAITING = 200;
  const GATHER_MS = 1000;
  const LONGEST_PAUSE_MS = 60_000;
  const SESSION_MS = 30 * 60_000;

  const { globalPrivacyControl, doNotTrack } = /** @type {Navigator & { globalPrivacyControl?: boolean }} */ (
    navigator
  );
  /** Whoever asks not to be followed gets no session and nothing kept in the browser; the server keeps no identifier either. */
  const optedOut = globalPrivacyControl === true || doNotTrack === '1';

  /** @type {Storage | undefined} */
  let storage;

  /** @param {string} name */
  const recall = (name) => {
    try {
      return JSON.parse(storage?.getItem(name) ?? 'null');
    } catch {
      return null;
    }
  };

  /** @param {string} name @param {unknown} value */
  const remember = (name, value) => {
    try {
      storage?.setItem(name, JSON.stringify(value));
    } catch {
      // It is full: then a reload forgets.
    }
  };

  /** A UUIDv7 (RFC 9562): an event that is sent again has the same one, and is stored once. @param {number} now */
  const newId = (now) => {
    const bytes = crypto.getRandomValues(new Uint8Array(10));
    const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
    const time = now.toString(16).padStart(12, '0');
    const variant = '89ab'[(bytes[2] ?? 0) & 3];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(3, 6)}-${hex.slice(8)}`;
  };

  /** @param {number} now */
  const sessionAt = (now) => {
    if (optedOut) return undefined;
    const known = recall('lomash.session');
    const session = { id: known && now - known.at < SESSION_MS ? known.id : newId(now), at: now };
    remember('lomash.session', session);
    return session.id;
  };

  /** @type {Sent[]} */
  let waiting = [];
  /** @type {Sent[]} */
  let onTheWay = [];
  let failures = 0;
  /** After a refusal each event goes alone, so that one bad one takes no other with it. */
  let batchSize = MAX_BATCH;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let pageUrl = location.href;
  let referrer = document.referrer;

  /** @param {number} delay */
  const sendLater = (delay) => {
    if (timer === undefined) timer = setTimeout(send, delay);
  };

  /** How many of the first of `events` go together. @param {Sent[]} events */
  const batchOf = (events) => {
    let count = 0;
    for (let length = 0; count < Math.min(batchSize, events.length); count += 1) {
      length += JSON.stringify(events[count]).length;
      if (length > MAX_LENGTH && count > 0) break;
    }
    return count;
  };

  /** @param {Sent[]} events */
  const bodyOf = (events) => JSON.stringify({ events });

  const send = async () => {
    timer = undefined;
    if (onTheWay.length > 0 || waiting.length === 0) return;
    onTheWay = waiting.splice(0, batchOf(waiting));
    /** @type {Response | undefined} */
    let answer;
    try {
      // As text/plain a browser need not ask for leave first.
      answer = await fetch(target, { method: 'POST', body: bodyOf(onTheWay), keepalive: true, credentials: 'omit' });
    } catch {
      // No network: as if the server were away.
    }
    const { status = 503, headers } = answer ?? {};
    const refused = status >= 400 && status < 500 && status !== 429;
    if (refused && onTheWay.length > 1) {
      batchSize = 1;
      waiting = onTheWay.concat(waiting);
    } else if (!refused && status >= 300) {
      failures += 1;
      waiting = onTheWay.concat(waiting).slice(0, MAX_WAITING);
    }
    if (refused || status < 300) failures = 0;
    onTheWay = [];
    remember('lomash.waiting', failures > 0 ? waiting : []);
    const asked = Number(headers?.get('retry-after')) * 1000;
    const pause = Math.min(LONGEST_PAUSE_MS, asked || GATHER_MS * 2 ** failures);
    if (waiting.length > 0) sendLater(failures > 0 ? pause * (1 + Math.random() / 2) : 0);
  };

  /** The page may never come back: what is on its way is sent again, which is harmless. */
  const sendNow = () => {
    let left = onTheWay.concat(waiting);
    while (left.length > 0 && navigator.sendBeacon(target, bodyOf(left.slice(0, batchOf(left))))) {
      left = left.slice(batchOf(left));
    }
    waiting = left;
    // After a failure the browser's word that it will send is not enough: the next page sends it again.
    remember('lomash.waiting', failures > 0 ? onTheWay.concat(left) : left);
  };

  /** What of properties can be sent: no functions, elements or circles, and no more than the server takes. @param {object} properties */
  const plain = (properties) => {
    try {
      const json = JSON.stringify(properties, (name, value) =>
        value instanceof Node || name.startsWith('gtm.') ? undefined : value,
      );
      return json.length > 2 ? cutProperties(JSON.parse(json), PROPERTY_SIZES) : undefined;
    } catch {
      return undefined;
    }
  };

  /** The beginning of a text, without half of a character at its end. @param {unknown} text @param {number} length */
  const wellCut = (text, length) => {
    const whole = String(text);
    return whole.length > length ? whole.slice(0, length).replace(/[\ud800-\udbff]$/, '') : whole;
  };

  /**
   * @param {string} event
   * @param {Record<string, unknown>} [properties]
   */
  const track = (event, properties) => {
    const now = Date.now();
    waiting.push({
      event: wellCut(event, 100),
      eventId: newId(now),
      occurredAt: new Date(now).toISOString(),
      sessionId: sessionAt(now),
      pageUrl: wellCut(pageUrl, 2000),
      referrer: wellCut(referrer, 2000) || undefined,
      properties: properties && plain(properties),
    });
    waiting = waiting.slice(-MAX_WAITING);
    sendLater(GATHER_MS);
  };

  /** `dataLayer.push({ event, … })` of GTM, and the `gtag('event', name, …)` that pushes its arguments. @param {any} entry */
  const forward = (entry) => {
    const { event: named, ...own } = entry ?? {};
    const [event, properties] = own[0] === 'event' ? [own[1], own[2]] : [named, own];
    if (typeof event === 'string' && event && !event.startsWith('gtm.')) track(event, properties);
  };

  let unseen = false;
  const view = () => {
    unseen = document.visibilityState === 'hidden';
    if (!unseen) track('page_view', { title: document.title });
  };

  const pageChanged = () => {
    const { href } = location;
    if (href.split('#')[0] === pageUrl.split('#')[0]) return;
    referrer = pageUrl;
    pageUrl = href;
    view();
  };

  /** A frame is a part of the page around it, which counts. */
  const countViews = script.dataset.pageViews !== 'off' && window === top;

  const watchAddress = () => {
    for (const name of /** @type {const} */ (['pushState', 'replaceState'])) {
      const original = history[name];
      history[name] = function (...args) {
        original.apply(this, args);
        // The site sets the title of its new page after it has changed the address.
        setTimeout(pageChanged);
      };
    }
    addEventListener('popstate', () => setTimeout(pageChanged));
    addEventListener('pageshow', ({ persisted }) => {
      if (!persisted) return;
      referrer = '';
      view();
    });
  };

  const layers = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));

  const start = () => {
    try {
      storage = optedOut ? undefined : sessionStorage;
    } catch {
      // The browser keeps nothing for this site.
    }
    // What a page before this one could not send.
    waiting = recall('lomash.waiting') ?? [];
    if (countViews) {
      view();
      watchAddress();
    }

    layers[layerName] ??= [];
    const layer = layers[layerName];
    // A page may call something else by that name: then nobody pushes events there.
    if (Array.isArray(layer)) {
      layer.forEach(forward);
      const push = layer.push;
      layer.push = function (/** @type {unknown[]} */ ...entries) {
        const result = push.apply(this, entries);
        entries.forEach(forward);
        return result;
      };
    }

    addEventListener('pagehide', sendNow);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') sendNow();
      else if (unseen) view();
    });
    addEventListener('online', () => {
      clearTimeout(timer);
      timer = undefined;
      sendLater(0);
    });
    if (waiting.length > 0) sendLater(0);
    layers.lomashTrack = track;
  };

  /** A page that the browser prepares beforehand may never be seen, and has a storage of its own until it is. */
  const { prerendering } = /** @type {Document & { prerendering?: boolean }} */ (document);
  if (prerendering) {
    /** @type {Parameters<typeof track>[]} */
    const early = [];
    layers.lomashTrack = (/** @type {Parameters<typeof track>} */ ...args) => early.push(args);
    document.addEventListener(
      'prerenderingchange',
      () => {
        start();
        for (const args of early) track(...args);
      },
      { once: true },
    );
  } else start();
})();
