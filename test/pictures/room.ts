import { demoRooms, drawPictures } from '../../local/demo/images/pictures.ts';

/** Returns a photo of one of the demo's rooms, for an upload form. */
export async function roomPhoto(name: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const [room] = demoRooms();
  if (!room) throw new Error('The demo has no rooms.');
  const [picture] = await drawPictures([room]);
  return { name, mimeType: 'image/jpeg', buffer: picture?.bytes as Buffer };
}
