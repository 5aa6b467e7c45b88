import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MAX_FILE_BYTES } from '../../../src/services/content/media/accepted-files.ts';
import { createForm, createJpeg, createMp4, createPng, type Upload } from '../../support/media.ts';
import { getKey, startMediaSite } from './media-site.ts';

const { payload, base, editor, send, upload, medium, stored, abandoned } = await startMediaSite();

const SCRIPT = '<script>alert(document.domain)</script>';
const SVG = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`;

/** Creates a small PNG whose header declares an image of `width` × `height` pixels. */
function createBomb(width: number, height = width): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(8 + body.length);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), 4 + body.length);
    return framed;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * Math.min(height, 1e7 / width)), { level: 9 });
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const jpeg = await createJpeg({ width: 1000, height: 700 });
const png = await createPng();

type Refused = [name: string, file: Upload, status: number, code: string];
const REFUSED: Refused[] = [
  [
    'a scripted SVG named .png',
    { bytes: Buffer.from(SVG), name: 'x.png', type: 'image/png' },
    415,
    'unsupported_media_type',
  ],
  ['an HTML page named .jpg', { bytes: Buffer.from(`<html>${SCRIPT}</html>`) }, 415, 'unsupported_media_type'],
  ['a GIF named .jpg', { bytes: Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1') }, 415, 'unsupported_media_type'],
  ['a PDF named .png', { bytes: Buffer.from('%PDF-1.7\n%%EOF') }, 415, 'unsupported_media_type'],
  ['0 bytes', { bytes: Buffer.alloc(0) }, 400, 'validation_failed'],
  ['a truncated JPEG', { bytes: jpeg.subarray(0, jpeg.length / 2) }, 400, 'validation_failed'],
  ['a truncated PNG', { bytes: png.subarray(0, png.length / 2), name: 'x.png' }, 400, 'validation_failed'],
  ['a JPEG that is only a header', { bytes: jpeg.subarray(0, 30) }, 400, 'validation_failed'],
  [
    'random bytes after the signature of a PNG',
    { bytes: Buffer.concat([png.subarray(0, 40), Buffer.alloc(5000, 9)]) },
    400,
    'validation_failed',
  ],
  ['a decompression bomb', { bytes: createBomb(60_000), name: 'bomb.png' }, 400, 'validation_failed'],
  ['a strip of a million lines', { bytes: createBomb(1, 1_000_000), name: 'strip.png' }, 400, 'validation_failed'],
  [
    'an mp4 with a wrong header',
    { bytes: Buffer.alloc(2000, 7), name: 'x.mp4', type: 'video/mp4' },
    415,
    'unsupported_media_type',
  ],
  [
    'a QuickTime video',
    {
      bytes: Buffer.concat([Buffer.from('\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'latin1'), Buffer.alloc(100)]),
      type: 'video/mp4',
    },
    415,
    'unsupported_media_type',
  ],
  [
    'an mp4 without video',
    { bytes: createMp4(1000, { tracks: ['soun'] }), type: 'video/mp4' },
    415,
    'unsupported_media_type',
  ],
  ['an mp4 that is only a header', { bytes: createMp4().subarray(0, 28), type: 'video/mp4' }, 400, 'validation_failed'],
  ['a truncated mp4', { bytes: createMp4().subarray(0, 600), type: 'video/mp4' }, 400, 'validation_failed'],
];

const count = async () => (await payload.count({ collection: 'media' })).totalDocs;

describe.each(REFUSED)('the upload of %s', (_name, file, status, code) => {
  test('is refused by /v1 and by the route of the admin UI, and leaves no file', async () => {
    const before = await count();
    const v1 = await send('POST', '/v1/uploads', file);
    expect([v1.status, v1.body.code]).toEqual([status, code]);
    const admin = await send('POST', '/api/media', file);
    expect(admin.status, JSON.stringify(admin.body)).toBe(status);
    expect(await count()).toBe(before);
    expect(await abandoned()).toEqual([]);
  });
});

describe('the size limit of uploads', () => {
  const createFilm = (bytes: number) => createMp4(bytes - createMp4(0).length);

  test('accepts 10,485,760 bytes', async () => {
    const bytes = createFilm(MAX_FILE_BYTES);
    expect(bytes.length).toBe(10_485_760);
    const v1 = await send('POST', '/v1/uploads', { bytes });
    expect(v1.status, JSON.stringify(v1.body)).toBe(201);
    expect((await send('POST', '/api/media', { bytes })).status).toBe(201);
  });

  test.each(['/v1/uploads', '/api/v1/uploads', '/api/media'])('refuses one more byte at %s', async (path) => {
    const { status } = await send('POST', path, { bytes: createFilm(MAX_FILE_BYTES + 1) });
    expect(status).toBe(413);
  });

  test.each(['/v1/uploads', '/api/v1/uploads', '/api/media'])(
    'refuses a much larger file at %s before it is fully sent',
    async (path) => {
      const { hostname, port } = new URL(base);
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      const answer = text(socket);
      socket.write(
        [
          `POST ${path} HTTP/1.1`,
          `Host: ${hostname}`,
          `Authorization: ${editor.authorization}`,
          'Content-Type: multipart/form-data; boundary=b',
          'Transfer-Encoding: chunked\r\n\r\n',
        ].join('\r\n'),
      );
      const chunk = (bytes: Buffer) =>
        Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
      socket.write(chunk(Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="x.jpg"\r\n\r\n')));
      // Keep sending until the server responds and closes the connection.
      const part = chunk(Buffer.alloc(65_536, 1));
      let sent = 0;
      const pump = () => {
        while (!socket.destroyed && sent < 200 * 1_048_576) {
          sent += part.length;
          if (!socket.write(part)) {
            socket.once('drain', pump);
            return;
          }
        }
      };
      socket.on('error', () => socket.destroy());
      pump();
      expect(await answer.catch(() => 'reset')).toMatch(/^HTTP\/1\.1 413|^reset/);
      expect(sent).toBeLessThan(200 * 1_048_576);
    },
  );

  test('is checked against Content-Length before the body is read', async () => {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const answer = text(socket);
    socket.write(
      `POST /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: ${editor.authorization}\r\n` +
        'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 50000000\r\n\r\n',
    );
    expect(await answer).toMatch(/^HTTP\/1\.1 413/);
  });
});

describe('untrusted metadata of a file is ignored:', () => {
  test('a name that is a path', async () => {
    for (const name of [
      '../../../etc/passwd.jpg',
      '..\\..\\boot.ini',
      '/etc/cron.d/x',
      'a\u202Egpj.exe',
      `${'x'.repeat(5000)}.jpg`,
    ]) {
      const { mediaId, url } = await upload({ bytes: jpeg, name });
      expect(getKey(url)).toMatch(/^media\/\d{4}\/\d{2}\/[0-9a-f-]{36}\.jpg$/);
      const { originalName } = await medium(mediaId);
      expect(originalName?.length).toBeLessThanOrEqual(200);
      expect(originalName).not.toMatch(/[\\/\u202E]/);
    }
  });

  test('a wrong content type', async () => {
    const { mediaId, url } = await upload({ bytes: png, name: 'page.html', type: 'text/html' });
    expect(getKey(url)).toMatch(/\.png$/);
    expect(await medium(mediaId)).toMatchObject({ mimeType: 'image/png' });
  });

  test('HTML appended to an image, which is served only as an image', async () => {
    const { url, variants } = await upload({
      bytes: Buffer.concat([jpeg, Buffer.from(`<html>${SCRIPT}</html>`)]),
      name: 'x.html',
    });
    const served = await fetch(`${base}/${getKey(url)}`);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    for (const name of ['large', 'medium', 'thumb'])
      expect((await stored(variants[name]))?.includes('<script')).toBe(false);
  });
});

describe('an invalid form is refused', () => {
  const raw = (body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(`${base}/v1/uploads`, { method: 'POST', headers: { ...editor, ...headers }, body });
  const outcome = async (response: Response) => {
    const { code, errors } = (await response.json()) as { code: string; errors?: { path: string }[] };
    return [response.status, code, errors?.map(({ path }) => path)];
  };

  test('without a file, with two files, with text instead of a file, or with unknown fields', async () => {
    const none = new FormData();
    none.append('alt', 'x');
    expect(await outcome(await raw(none))).toEqual([400, 'validation_failed', ['file']]);
    const words = new FormData();
    words.append('file', 'no file');
    expect(await outcome(await raw(words))).toEqual([400, 'validation_failed', ['file']]);
    const two = createForm({ bytes: jpeg });
    two.append('file', new File([new Uint8Array(jpeg)], 'b.jpg'));
    expect((await outcome(await raw(two))).slice(0, 2)).toEqual([400, 'validation_failed']);
    const surprise = createForm({ bytes: jpeg, fields: { surprise: '1' } });
    expect(await outcome(await raw(surprise))).toEqual([400, 'validation_failed', ['surprise']]);
    const twice = createForm({ bytes: jpeg, fields: { alt: 'a' } });
    twice.append('alt', 'b');
    expect(await outcome(await raw(twice))).toEqual([400, 'validation_failed', ['alt']]);
  });

  test('with an alt that is too long or contains NUL', async () => {
    const long = createForm({ bytes: jpeg, fields: { alt: 'x'.repeat(301) } });
    expect(await outcome(await raw(long))).toEqual([400, 'validation_failed', ['alt']]);
    const nul = createForm({ bytes: jpeg, fields: { alt: 'a\0b' } });
    expect(await outcome(await raw(nul))).toEqual([400, 'validation_failed', ['alt']]);
  });

  test('with another content type, compressed, or truncated', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await outcome(await raw('{}', json))).slice(0, 2)).toEqual([415, 'unsupported_media_type']);
    const bare = { 'content-type': 'multipart/form-data' };
    expect((await outcome(await raw('x', bare))).slice(0, 2)).toEqual([415, 'unsupported_media_type']);
    const cut = { 'content-type': 'multipart/form-data; boundary=b' };
    const start = '--b\r\nContent-Disposition: form-data; name="file"; filename="x.jpg"\r\n\r\nabc';
    expect((await outcome(await raw(start, cut))).slice(0, 2)).toEqual([400, 'validation_failed']);
    expect((await outcome(await raw(start, { ...cut, 'content-encoding': 'gzip' }))).slice(0, 2)).toEqual([
      415,
      'unsupported_media_type',
    ]);
  });

  test('if it comes from the admin UI without a file, or with a URL instead', async () => {
    const words = { 'content-type': 'application/json', ...editor };
    for (const body of [{ alt: 'x' }, { alt: 'x', filename: 'x.jpg', url: `${base}/healthz` }]) {
      const response = await fetch(`${base}/api/media`, { method: 'POST', headers: words, body: JSON.stringify(body) });
      expect(response.status, await response.text()).toBe(400);
    }
    const pasted = await fetch(`${base}/api/media/paste-url?src=${base}/healthz`, { headers: editor });
    expect(pasted.status).toBe(400);
    const query = 'mutation { createMedia(data: { alt: "x", filename: "x.jpg", url: "http://127.0.0.1/x" }) { id } }';
    const graph = await fetch(`${base}/api/graphql`, {
      method: 'POST',
      headers: words,
      body: JSON.stringify({ query }),
    });
    expect(await graph.json()).toMatchObject({ errors: [{}] });
  });
});
