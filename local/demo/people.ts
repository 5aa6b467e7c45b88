import type { Random } from './random.ts';

export type DemoPerson = {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  address: string;
  postcode: string;
};

const splitList = (text: string) => text.trim().split(/,\s*/);

const FIRST_NAMES = splitList(`
  Aaliyah, Abigail, Adam, Aisha, Alice, Amelia, Amir, Andrew, Anita, Ben, Beth, Callum, Charlotte, Chloe, Connor,
  Daniel, David, Deepa, Eleanor, Ella, Emily, Esther, Ewan, Farah, Fiona, Freya, George, Grace, Hannah, Harriet,
  Harry, Imogen, Isaac, Isla, Jack, James, Jasmine, Joe, Kate, Kwame, Laura, Leo, Lucy, Maya, Megan, Mohammed,
  Nadia, Naomi, Nia, Oliver, Olivia, Owen, Patrick, Poppy, Priya, Rachel, Ravi, Rhys, Rosie, Ruth, Samuel, Sanjay,
  Sarah, Simon, Sofia, Thomas, Tunde, Victoria, William, Yasmin, Zara, Zoe`);

const LAST_NAMES = splitList(`
  Adeyemi, Ahmed, Allen, Bailey, Baker, Begum, Bennett, Brooks, Brown, Byrne, Campbell, Carter, Chapman, Clarke,
  Collins, Cooper, Davies, Dixon, Edwards, Ellis, Evans, Fletcher, Foster, Gallagher, Graham, Gray, Green,
  Griffiths, Hall, Harris, Hughes, Hussain, Jackson, James, Jenkins, Jones, Kaur, Kelly, Khan, King, Knight, Lee,
  Lewis, Marshall, Mason, Mensah, Mitchell, Moore, Morgan, Morris, Murphy, Murray, O’Brien, Okafor, Owen, Palmer,
  Parker, Patel, Phillips, Price, Reid, Reynolds, Richards, Roberts, Rogers, Rose, Russell, Scott, Shah, Sharma,
  Singh, Smith, Stevens, Stewart, Taylor, Thompson, Turner, Walker, Ward, Watson, Webb, White, Williams, Wilson,
  Wood, Wright, Young`);

const STREETS = splitList(`
  Abbeville Road, Albert Terrace, Beechwood Avenue, Briar Close, Cedar Drive, Church Lane, Copse Hill,
  Dalmeny Road, Elms Crescent, Fairfield Gardens, Glenmore Way, Grange Park, Hawthorn Road, High Street, Hillcrest,
  Ivy Lane, Kings Avenue, Lavender Gardens, Lime Grove, Manor Road, Mill Lane, Nightingale Lane, Oakfield Road,
  Orchard Way, Park Road, Poplar Walk, Queens Road, Rectory Grove, Station Road, The Chase, The Pavement,
  Victoria Rise, West Heath Road, Willow Mews, Woodside Park Road`);

/** The districts in which the invented people live, each with its post town. */
const DISTRICTS = [
  ...splitList('SW4, SW2, SW9, SW11, SW12, SW17, SW19, SE5, SE22, SE24, N2, N3, N10, N12, N20, NW7, NW11').map(
    (district) => ({ district, town: 'London' }),
  ),
  { district: 'EN5', town: 'Barnet' },
  { district: 'KT3', town: 'New Malden' },
  { district: 'CR4', town: 'Mitcham' },
  { district: 'TW9', town: 'Richmond' },
  { district: 'BR3', town: 'Beckenham' },
];

/** C, I, K, M, O and V do not occur in the second half of a postcode. */
const UNIT_LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

/**
 * An invented person: the e-mail address is at example.com, the phone number in a range that Ofcom reserves for drama.
 * @param nth makes the e-mail address unique
 */
export function inventPerson(random: Random, nth: number): DemoPerson {
  const [firstName, lastName] = [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)];
  const { district, town } = random.pick(DISTRICTS);
  const letter = () => UNIT_LETTERS[random.int(0, UNIT_LETTERS.length - 1)];
  const digits = String(random.int(0, 999)).padStart(3, '0');
  const name = `${firstName}.${lastName}`.toLowerCase().replace(/[^a-z.]/g, '');
  return {
    firstName,
    lastName,
    email: `${name}.${nth}@example.com`,
    phone: random.chance(0.8) ? `+447700900${digits}` : `+442079460${digits}`,
    address: `${random.int(1, 180)} ${random.pick(STREETS)}, ${town}`,
    postcode: `${district} ${random.int(1, 9)}${letter()}${letter()}`,
  };
}
