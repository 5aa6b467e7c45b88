import type { Random } from './random.ts';

export type Person = {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  address: string;
  postcode: string;
};

const listOf = (text: string) => text.trim().split(/,\s*/);

const FIRST_NAMES = listOf(`
  Aaliyah, Abigail, Adam, Aisha, Alice, Amelia, Amir, Andrew, Anita, Ben, Beth, Callum, Charlotte, Chloe, Connor,
  Daniel, David, Deepa, Eleanor, Ella, Emily, Esther, Ewan, Farah, Fiona, Freya, George, Grace, Hannah, Harriet,
  Harry, Imogen, Isaac, Isla, Jack, James, Jasmine, Joe, Kate, Kwame, Laura, Leo, Lucy, Maya, Megan, Mohammed,
  Nadia, Naomi, Nia, Oliver, Olivia, Owen, Patrick, Poppy, Priya, Rachel, Ravi, Rhys, Rosie, Ruth, Samuel, Sanjay,
  Sarah, Simon, Sofia, Thomas, Tunde, Victoria, William, Yasmin, Zara, Zoe`);

const LAST_NAMES = listOf(`
  Adeyemi, Ahmed, Allen, Bailey, Baker, Begum, Bennett, Brooks, Brown, Byrne, Campbell, Carter, Chapman, Clarke,
  Collins, Cooper, Davies, Dixon, Edwards, Ellis, Evans, Fletcher, Foster, Gallagher, Graham, Gray, Green,
  Griffiths, Hall, Harris, Hughes, Hussain, Jackson, James, Jenkins, Jones, Kaur, Kelly, Khan, King, Knight, Lee,
  Lewis, Marshall, Mason, Mensah, Mitchell, Moore, Morgan, Morris, Murphy, Murray, O’Brien, Okafor, Owen, Palmer,
  Parker, Patel, Phillips, Price, Reid, Reynolds, Richards, Roberts, Rogers, Rose, Russell, Scott, Shah, Sharma,
  Singh, Smith, Stevens, Stewart, Taylor, Thompson, Turner, Walker, Ward, Watson, Webb, White, Williams, Wilson,
  Wood, Wright, Young`);

const STREETS = listOf(`
  Abbeville Road, Albert Terrace, Beechwood Avenue, Briar Close, Cedar Drive, Church Lane, Copse Hill,
  Dalmeny Road, Elms Crescent, Fairfield Gardens, Glenmore Way, Grange Park, Hawthorn Road, High Street, Hillcrest,
  Ivy Lane, Kings Avenue, Lavender Gardens, Lime Grove, Manor Road, Mill Lane, Nightingale Lane, Oakfield Road,
  Orchard Way, Park Road, Poplar Walk, Queens Road, Rectory Grove, Station Road, The Chase, The Pavement,
  Victoria Rise, West Heath Road, Willow Mews, Woodside Park Road`);

/** Where our customers live: postcode district and post town. */
const DISTRICTS = [
  ...listOf('SW4, SW2, SW9, SW11, SW12, SW17, SW19, SE5, SE22, SE24, N2, N3, N10, N12, N20, NW7, NW11').map(
    (district) => ({ district, town: 'London' }),
  ),
  { district: 'EN5', town: 'Barnet' },
  { district: 'KT3', town: 'New Malden' },
  { district: 'CR4', town: 'Mitcham' },
  { district: 'TW9', town: 'Richmond' },
  { district: 'BR3', town: 'Beckenham' },
];

/** The second half of a postcode never has C, I, K, M, O or V. */
const UNIT_LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

/**
 * Somebody who does not exist: the addresses are of example.com, the phone numbers of the ranges that Ofcom keeps for drama.
 * @param nth makes the e-mail address unique
 */
export function inventPerson(random: Random, nth: number): Person {
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
