import { Mark } from './mark.tsx';

/** What stands at the beginning of the breadcrumbs. */
export const Icon = () => <Mark size={18} />;
