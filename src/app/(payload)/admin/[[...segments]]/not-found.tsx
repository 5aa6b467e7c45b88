import config from '@payload-config';
import { NotFoundPage } from '@payloadcms/next/views';
import { importMap } from '../importMap.js';

type Args = {
  params: Promise<{ segments: string[] }>;
  searchParams: Promise<Record<string, string | string[]>>;
};

/** The 404 page of the admin UI. */
export default function NotFound({ params, searchParams }: Args) {
  return <NotFoundPage config={config} importMap={importMap} params={params} searchParams={searchParams} />;
}
