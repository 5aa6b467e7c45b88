import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import S3rver from 's3rver';

export type Bucket = {
  /** The environment of a site that stores its files in the bucket. */
  environment: Record<string, string>;
  close: () => Promise<void>;
};

/** Starts a server with S3's protocol and an empty bucket. The server does not check signatures. */
export async function startBucket(): Promise<Bucket> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lomash-s3-'));
  const server = new S3rver({ port: 0, directory, silent: true, configureBuckets: [{ name: 'media' }] });
  const { port } = await server.run();
  return {
    environment: {
      S3_BUCKET: 'media',
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_REGION: 'eu-west-2',
      S3_ACCESS_KEY_ID: 'S3RVER',
      S3_SECRET_ACCESS_KEY: 'S3RVER',
    },
    close: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
