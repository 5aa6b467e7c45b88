import type { Payload } from 'payload';
import { type MessageName, type MessageProps, type RenderedEmail, renderEmail } from '../../emails/messages.ts';
import { brandOf } from '../settings/brand.ts';

/** Renders a message with the company's name, colour and logo as they are now. */
export async function brandedEmail<Name extends MessageName>(
  payload: Payload,
  name: Name,
  props: MessageProps[Name],
): Promise<RenderedEmail> {
  const { company, line, colour, emailLogo } = await brandOf(payload);
  return renderEmail(name, props, { company, line, colour, logo: emailLogo });
}
