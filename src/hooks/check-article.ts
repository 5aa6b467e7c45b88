import type { FieldHook } from 'payload';
import { editorOf } from '../services/content/blog/article.ts';
import { checkArticle } from '../services/content/blog/check-article.ts';
import { wellFormed } from '../well-formed.ts';

/** Refuses what the editor could not open and the website should not render, whoever writes it, in drafts too. */
export const checkArticleSent: FieldHook = ({ value, field }) => {
  if (value === undefined || value === null || field.type !== 'richText') return value;
  const article = wellFormed(value);
  checkArticle(article, editorOf(field).editorConfig, field.name);
  return article;
};
