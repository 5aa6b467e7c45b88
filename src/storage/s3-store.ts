import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { assertObjectKey, isObjectKey, type ObjectStore } from './object-store.ts';

export type S3Options = {
  bucket: string;
  region: string;
  /** Of a service other than AWS. */
  endpoint?: string | undefined;
  /** Unset: what the AWS SDK finds by itself, such as the role of the machine. */
  /** Milliseconds until an answer has to begin. */
  answer?: number;
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
};

const CONNECT_MS = 2000;
/** Until an answer begins; a part of an upload goes before it. */
const ANSWER_MS = 10_000;
const UPLOAD_MS = 60_000;
/** While a file is read, by somebody who may be slow. */
const SILENCE_MS = 60_000;

/** Objects in a bucket of S3, or of a service that speaks its protocol. */
export function s3Store({ bucket, region, endpoint, credentials, answer = ANSWER_MS }: S3Options): ObjectStore {
  const client = new S3Client({
    region,
    ...(credentials ? { credentials } : {}),
    // Others than AWS know buckets by their path, and many do not understand the checksums that the SDK adds to a stream.
    ...(endpoint ? { endpoint, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' } : {}),
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: UPLOAD_MS,
      // Without that the SDK only warns, and waits for ever.
      throwOnRequestTimeout: true,
      socketTimeout: SILENCE_MS,
    },
  });
  const limits = { requestTimeout: answer };
  const at = (key: string) => ({ Bucket: bucket, Key: key });

  return {
    put: async (key, body, { contentType, cacheControl }) => {
      assertObjectKey(key);
      const params = { ...at(key), Body: body, ContentType: contentType, CacheControl: cacheControl };
      await new Upload({ client, params }).done();
    },
    get: async (key, range) => {
      if (!isObjectKey(key)) return undefined;
      const Range = range && `bytes=${range.start}-${range.end}`;
      const found = await unlessMissing(client.send(new GetObjectCommand({ ...at(key), Range }), limits));
      if (!found) return undefined;
      if (!(found.Body instanceof Readable)) throw new Error('The bucket answered without a body.');
      const size = Number(found.ContentRange?.split('/')[1] ?? found.ContentLength);
      return { body: found.Body, contentType: found.ContentType ?? 'application/octet-stream', size };
    },
    size: async (key) => {
      if (!isObjectKey(key)) return undefined;
      return (await unlessMissing(client.send(new HeadObjectCommand(at(key)), limits)))?.ContentLength;
    },
    delete: async (key) => {
      assertObjectKey(key);
      await client.send(new DeleteObjectCommand(at(key)), limits);
    },
  };
}

async function unlessMissing<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)) return undefined;
    throw error;
  }
}
