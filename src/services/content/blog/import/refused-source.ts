/** Why a text can't become an article, in words for the person who sent it. */
export class RefusedSource extends Error {}
