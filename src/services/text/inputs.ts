import { z } from 'zod';
import { cleanLine, cleanText } from './clean.ts';

/** A line of text in a request, 1 to `max` characters once it is clean. */
export const lineInput = (max: number) => z.string().overwrite(cleanLine).min(1).max(max);

/** Text of several lines in a request, 1 to `max` characters once it is clean; 2,000 unless told otherwise (api.md, Caps). */
export const textInput = (max = 2000) => z.string().overwrite(cleanText).min(1).max(max);
