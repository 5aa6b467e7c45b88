import styles from './home-figures.module.css';

const WIDTH = 96;
const HEIGHT = 28;

/** A small line of how a figure went; the words beside it say the same. */
export function Sparkline({ values }: { values: number[] }) {
  const top = Math.max(1, ...values);
  const x = (i: number) => (i * WIDTH) / Math.max(1, values.length - 1);
  const y = (value: number) => HEIGHT - 2 - ((HEIGHT - 4) * value) / top;
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg className={styles.trend} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points} />
    </svg>
  );
}
