import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { lookup } from 'mime-types';
import { assertObjectKey, isObjectKey, type ObjectStore } from '../lib/object-store.ts';

const PARTIAL_SUFFIX = '.part';

/**
 * An object store of files below `folder`, for one machine. A file is written next to its target and renamed, so readers never see
 * a partial file. The content type follows from the key's extension; {@link PutOptions} are ignored.
 */
export function createDiskStore(folder: string): ObjectStore {
  const root = path.resolve(folder);
  const toPath = (key: string) => path.join(root, ...key.split('/'));

  return {
    put: async (key, body) => {
      assertObjectKey(key);
      const file = toPath(key);
      await mkdir(path.dirname(file), { recursive: true });
      const partialFile = `${file}.${randomUUID()}${PARTIAL_SUFFIX}`;
      try {
        const handle = await open(partialFile, 'wx');
        try {
          await writeFile(handle, body);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(partialFile, file);
      } catch (error) {
        await rm(partialFile, { force: true });
        throw error;
      }
    },
    get: async (key, range) => {
      const size = await readSize(key);
      if (size === undefined) return undefined;
      const contentType = lookup(key) || 'application/octet-stream';
      return { body: createReadStream(toPath(key), range), contentType, size };
    },
    size: readSize,
    delete: async (key) => {
      assertObjectKey(key);
      const file = toPath(key);
      // Also removes partial files of killed processes.
      const leftovers = (await listNames(path.dirname(file))).filter(
        (name) => name.startsWith(`${path.basename(file)}.`) && name.endsWith(PARTIAL_SUFFIX),
      );
      const files = [file, ...leftovers.map((name) => path.join(path.dirname(file), name))];
      await Promise.all(files.map((each) => rm(each, { force: true })));
    },
  };

  async function readSize(key: string): Promise<number | undefined> {
    if (!isObjectKey(key)) return undefined;
    const stats = await undefinedIfMissing(stat(toPath(key)));
    return stats?.isFile() ? stats.size : undefined;
  }
}

const listNames = async (folder: string): Promise<string[]> => (await undefinedIfMissing(readdir(folder))) ?? [];

async function undefinedIfMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

export type S3Options = {
  bucket: string;
  region: string;
  /** Endpoint of a service other than AWS. */
  endpoint?: string | undefined;
  /** Milliseconds until a response has to begin; {@link ANSWER_MS} by default. */
  answerTimeoutMs?: number;
  /** If unset, the AWS SDK finds credentials by its default chain, for example the role of the machine. */
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
};

const CONNECT_MS = 2000;
/** Time limit in milliseconds for a response to begin. Uploads have a longer limit, because the body is sent first. */
const ANSWER_MS = 10_000;
const UPLOAD_MS = 60_000;
/** Milliseconds without data after which the download of a file fails; long, because the client may read slowly. */
const SILENCE_MS = 60_000;

/** An object store in a bucket of S3, or of another service with the same protocol. */
export function createS3Store({
  bucket,
  region,
  endpoint,
  credentials,
  answerTimeoutMs = ANSWER_MS,
}: S3Options): ObjectStore {
  const client = new S3Client({
    region,
    ...(credentials ? { credentials } : {}),
    // Services other than AWS address buckets by path, and many do not support the checksums that the SDK adds to a stream.
    ...(endpoint ? { endpoint, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' } : {}),
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: UPLOAD_MS,
      // Without this the SDK only logs a warning and waits for ever.
      throwOnRequestTimeout: true,
      socketTimeout: SILENCE_MS,
    },
  });
  const limits = { requestTimeout: answerTimeoutMs };
  const toObjectParams = (key: string) => ({ Bucket: bucket, Key: key });

  return {
    put: async (key, body, { contentType, cacheControl }) => {
      assertObjectKey(key);
      const params = { ...toObjectParams(key), Body: body, ContentType: contentType, CacheControl: cacheControl };
      await new Upload({ client, params }).done();
    },
    get: async (key, range) => {
      if (!isObjectKey(key)) return undefined;
      const Range = range && `bytes=${range.start}-${range.end}`;
      const object = await undefinedIfNoSuchKey(
        client.send(new GetObjectCommand({ ...toObjectParams(key), Range }), limits),
      );
      if (!object) return undefined;
      if (!(object.Body instanceof Readable)) throw new Error('The bucket returned no body.');
      const size = Number(object.ContentRange?.split('/')[1] ?? object.ContentLength);
      return { body: object.Body, contentType: object.ContentType ?? 'application/octet-stream', size };
    },
    size: async (key) => {
      if (!isObjectKey(key)) return undefined;
      return (await undefinedIfNoSuchKey(client.send(new HeadObjectCommand(toObjectParams(key)), limits)))
        ?.ContentLength;
    },
    delete: async (key) => {
      assertObjectKey(key);
      await client.send(new DeleteObjectCommand(toObjectParams(key)), limits);
    },
  };
}

async function undefinedIfNoSuchKey<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)) return undefined;
    throw error;
  }
}

/** Environment variables of the storage; `S3_REGION` is required with `S3_BUCKET`. */
type StorageVariables = {
  S3_BUCKET?: string | undefined;
  S3_ENDPOINT?: string | undefined;
  S3_REGION?: string | undefined;
  S3_ACCESS_KEY_ID?: string | undefined;
  S3_SECRET_ACCESS_KEY?: string | undefined;
  MEDIA_DIR?: string | undefined;
};

/**
 * Opens the bucket if one is configured, else the folder.
 * @throws Error when neither is configured
 */
export function openStorage(variables: StorageVariables): ObjectStore {
  const { S3_BUCKET: bucket, S3_REGION: region, S3_ENDPOINT: endpoint, MEDIA_DIR: folder } = variables;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = variables;
  if (bucket && region) {
    const credentials = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
    return createS3Store({ bucket, region, endpoint, credentials });
  }
  if (!folder) throw new Error('Set either S3_BUCKET and S3_REGION, or MEDIA_DIR.');
  return createDiskStore(folder);
}
