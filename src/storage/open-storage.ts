import { diskStore } from './disk-store.ts';
import type { ObjectStore } from './object-store.ts';
import { s3Store } from './s3-store.ts';

/** The variables of the environment that say where files are kept; `S3_REGION` comes with `S3_BUCKET`. */
type StorageVariables = {
  S3_BUCKET?: string | undefined;
  S3_ENDPOINT?: string | undefined;
  S3_REGION?: string | undefined;
  S3_ACCESS_KEY_ID?: string | undefined;
  S3_SECRET_ACCESS_KEY?: string | undefined;
  MEDIA_DIR?: string | undefined;
};

/** The bucket when one is configured, the folder otherwise. @throws when neither is. */
export function openStorage(set: StorageVariables): ObjectStore {
  const { S3_BUCKET: bucket, S3_REGION: region, S3_ENDPOINT: endpoint, MEDIA_DIR: folder } = set;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = set;
  if (bucket && region) {
    const credentials = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
    return s3Store({ bucket, region, endpoint, credentials });
  }
  if (!folder) throw new Error('Neither S3_BUCKET with S3_REGION nor MEDIA_DIR is set.');
  return diskStore(folder);
}
