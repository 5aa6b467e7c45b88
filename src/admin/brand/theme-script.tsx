/**
 * Puts the page into the theme that the reader has chosen, or their system, before it is seen. Payload does so for who is signed
 * in; on the sign-in page it knows neither until the browser has been asked once, which not every browser answers.
 */
const choose = (cookie: string) => {
  const chosen = document.cookie
    .split('; ')
    .find((one) => one.startsWith(`${cookie}=`))
    ?.slice(cookie.length + 1);
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = chosen === 'light' || chosen === 'dark' ? chosen : system;
};

/** @param cookiePrefix of the host's configuration, as Payload's own cookie of the theme begins */
export const ThemeScript = ({ cookiePrefix }: { cookiePrefix: string }) => (
  <script>{`(${choose.toString()})(${JSON.stringify(`${cookiePrefix}-theme`)})`}</script>
);
