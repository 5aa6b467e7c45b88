// @ts-check
/* global cutProperties, PROPERTY_SIZES */
/**
 * The website's tracker. It sends page views, events of Google Tag Manager's data layer and the site's own events to
 * `/v1/analytics/batch` (docs/analytics.md). It is served minified at `/v1/analytics/tracker.js`. It runs in browsers and imports
 * nothing: `cutProperties` and `PROPERTY_SIZES` are built in when it is minified (load-tracker-file.ts).
 *
 * A page view counts when the page becomes visible. A page that the browser prerenders or opens in a background tab counts only
 * when it is shown. A page that the back button restores from the back/forward cache counts again.
 *
 * @typedef {{ event: string, eventId: string, occurredAt: string, sessionId?: string, pageUrl: string, referrer?: string,
 *   properties?: Record<string, unknown> }} Sent
 */
(() => {
  const script = document.currentScript;
  // Run once per page, even if the script is included several times.
  if (!(script instanceof HTMLScriptElement) || 'lomashTrack' in window) return;

  const target = new URL('batch', script.src).href;
  const layerName = script.dataset.layer || 'dataLayer';
  const MAX_BATCH = 20;
  /** Characters per request. Browsers and the server limit a `keepalive` or beacon request to 64 KiB. */
  const MAX_LENGTH = 20_000;
  const MAX_WAITING = 200;
  const GATHER_MS = 1000;
  const LONGEST_PAUSE_MS = 60_000;
  const SESSION_MS = 30 * 60_000;

  const { globalPrivacyControl, doNotTrack } = /** @type {Navigator & { globalPrivacyControl?: boolean }} */ (
    navigator
  );
  /**
   * Whether the visitor has opted out. If so, there is no session, the browser stores nothing, and the server stores no
   * identifier.
   */
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
      // The storage is full: events that are still unsent when the visitor leaves the page are lost.
    }
  };

  /** Creates a UUIDv7 (RFC 9562). A resent event keeps its id, so it is stored once. @param {number} now */
  const newId = (now) => {
    const bytes = crypto.getRandomValues(new Uint8Array(10));
    const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
    const time = now.toString(16).padStart(12, '0');
    const variant = '89ab'[(bytes[2] ?? 0) & 3];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(3, 6)}-${hex.slice(8)}`;
  };

  /** Returns the session id, and starts a new session after 30 idle minutes. @param {number} now */
  const sessionAt = (now) => {
    if (optedOut) return undefined;
    const stored = recall('lomash.session');
    const session = { id: stored && now - stored.at < SESSION_MS ? stored.id : newId(now), at: now };
    remember('lomash.session', session);
    return session.id;
  };

  /** @type {Sent[]} */
  let waiting = [];
  /** @type {Sent[]} */
  let onTheWay = [];
  let failures = 0;
  /**
   * The maximum number of events per request. It is 1 after a refused batch, so that an invalid event does not cause the loss of
   * the valid events in its batch.
   */
  let batchSize = MAX_BATCH;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Set in `start`, not here, because a prerendered page may change its URL before it is shown. */
  let pageUrl = '';
  let referrer = document.referrer;

  /** @param {number} delay */
  const sendLater = (delay) => {
    if (timer === undefined) timer = setTimeout(send, delay);
  };

  /** Returns how many of `events`, counted from the first, fit into one request. @param {Sent[]} events */
  const countFitting = (events) => {
    let count = 0;
    for (let length = 0; count < Math.min(batchSize, events.length); count += 1) {
      length += JSON.stringify(events[count]).length;
      if (length > MAX_LENGTH && count > 0) break;
    }
    return count;
  };

  /** @param {Sent[]} events */
  const toBody = (events) => JSON.stringify({ events });

  const send = async () => {
    timer = undefined;
    if (onTheWay.length > 0 || waiting.length === 0) return;
    onTheWay = waiting.splice(0, countFitting(waiting));
    /** @type {Response | undefined} */
    let answer;
    try {
      // A text/plain body needs no CORS preflight.
      answer = await fetch(target, { method: 'POST', body: toBody(onTheWay), keepalive: true, credentials: 'omit' });
    } catch {
      // A network error is treated like a 503.
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
    const retryAfterMs = Number(headers?.get('retry-after')) * 1000;
    const pause = Math.min(LONGEST_PAUSE_MS, retryAfterMs || GATHER_MS * 2 ** failures);
    if (waiting.length > 0) sendLater(failures > 0 ? pause * (1 + Math.random() / 2) : 0);
  };

  /**
   * Sends all waiting events by beacon, because the browser may close the page. Events in flight are sent again; the server
   * stores each event only once.
   */
  const sendNow = () => {
    let left = onTheWay.concat(waiting);
    while (left.length > 0 && navigator.sendBeacon(target, toBody(left.slice(0, countFitting(left))))) {
      left = left.slice(countFitting(left));
    }
    waiting = left;
    // After a failure, do not rely on the beacon: keep the events so that the next page sends them again.
    remember('lomash.waiting', failures > 0 ? onTheWay.concat(left) : left);
  };

  /**
   * Returns properties as plain JSON values cut to the server's sizes, without functions and DOM nodes; undefined if they are
   * empty or circular.
   * @param {object} properties
   */
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

  /** Truncates a text without splitting a surrogate pair. @param {unknown} text @param {number} length */
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

  /**
   * Tracks GTM's `dataLayer.push({ event, … })` and gtag's `gtag('event', name, …)`, which pushes its arguments to the data
   * layer.
   * @param {any} entry
   */
  const forward = (entry) => {
    const { event: named, ...own } = entry ?? {};
    const [event, properties] = own[0] === 'event' ? [own[1], own[2]] : [named, own];
    if (typeof event === 'string' && event && !event.startsWith('gtm.')) track(event, properties);
  };

  /**
   * Whether page views are counted. A site can turn page views off. A page in a frame is not counted; the page that contains the
   * frame is counted instead.
   */
  const countViews = script.dataset.pageViews !== 'off' && window === top;

  let unseen = false;
  const view = () => {
    if (!countViews) return;
    unseen = document.visibilityState === 'hidden';
    if (!unseen) track('page_view', { title: document.title });
  };

  const pageChanged = () => {
    const { href } = location;
    if (href.split('#')[0] === pageUrl.split('#')[0]) return;
    // A page that was never visible is not the referrer of the next page.
    if (!unseen) referrer = pageUrl;
    pageUrl = href;
    view();
  };

  const watchAddress = () => {
    for (const name of /** @type {const} */ (['pushState', 'replaceState'])) {
      const original = history[name];
      history[name] = function (...args) {
        original.apply(this, args);
        // Wait a tick: the site sets the new page's title after it changes the address.
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
      // The browser blocks storage for this site.
    }
    // Send the events that a previous page could not send.
    waiting = recall('lomash.waiting') ?? [];
    pageUrl = location.href;
    view();
    watchAddress();

    layers[layerName] ??= [];
    const layer = layers[layerName];
    // The page may use this name for something other than a data layer.
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

  /**
   * A prerendered page may never be shown, and has a separate storage until it is shown. So its events wait until the page is
   * shown.
   */
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
