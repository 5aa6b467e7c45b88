import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import S3rver from 's3rver';

export type Bucket = {
  /** The variables that make a site keep its files here. */
  environment: Record<string, string>;
  close: () => Promise<void>;
};

/** An empty bucket of a service that speaks S3's protocol. It does not look at signatures. */
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
