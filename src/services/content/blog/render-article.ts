import type { Payload } from 'payload';
import { websiteOf } from '../../settings/website.ts';
import type { Article } from './article.ts';
import { articleHtml } from './article-html.ts';
import { referencesOf } from './references.ts';

/** An article as the public sees it, as HTML, with what it refers to as that is at this moment. */
export const renderArticle = async (payload: Payload, article: Article): Promise<string> =>
  articleHtml(article, await referencesOf(payload, article), await websiteOf(payload));
