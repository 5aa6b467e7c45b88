import { demoRooms, drawPictures } from '../../local/demo/images/pictures.ts';

/** A photo to upload, as a form takes it: one of the demo's rooms. */
export async function roomPhoto(name: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const [room] = demoRooms();
  if (!room) throw new Error('The demo has no rooms.');
  const [picture] = await drawPictures([room]);
  return { name, mimeType: 'image/jpeg', buffer: picture?.bytes as Buffer };
}
